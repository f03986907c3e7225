package load;

import java.util.List;
import java.util.Locale;
import store.Service;

/**
 * What 16 normal clients notice of 1,000 idle keep-alive connections and 50 slow senders, and what
 * a million requests do to the memory of the three processes.
 */
final class AbuseBench implements Group {
  private static final int IDLE = 1000;
  private static final int SLOW = 50;
  private static final int CLIENTS = 16;
  private static final long REQUESTS = 1_000_000;

  /** Generous: the share of a query's tail that may come from the nuisance. */
  private static final double MAX_P99 = 1.5;

  /** After a million requests ÷ after the first hundred thousand. */
  private static final double MAX_GROWTH = 1.1;

  @Override
  public void run(BenchOptions options, BenchTable table) throws Exception {
    try (StoreUnderTest shop = new StoreUnderTest(options, 10, 0).start()) {
      load(shop, options.warmup());
      latency(options, shop, table);
      memory(shop, table);
    }
  }

  private static void latency(BenchOptions options, StoreUnderTest shop, BenchTable table)
      throws Exception {
    Series with = new Series();
    Series without = new Series();
    Series lost = new Series();
    int port = shop.processes().port(Service.FRONTEND);
    for (int round = 0; round < options.rounds(); round++) {
      without.add(load(shop, options.seconds()));
      try (Nuisance nuisance = new Nuisance(port, IDLE, SLOW)) {
        with.add(load(shop, options.seconds()));
        lost.add((double) nuisance.idleConnectionsLost());
      }
    }
    String what = "p99 beside " + IDLE + " idle and " + SLOW + " slow connections";
    table.addRatio("query " + what + " ÷ without", with, without, Goal.atMost(MAX_P99), "ms");
    table.add("idle connections that were closed", lost, Goal.atMost(0), "of " + IDLE);
  }

  private static double load(StoreUnderTest shop, double seconds) throws Exception {
    String clients = Integer.toString(CLIENTS);
    return shop.load(seconds, "--clients", clients, "--p", "0.2", "--check", "0")
        .query()
        .percentileMillis(99);
  }

  private static void memory(StoreUnderTest shop, BenchTable table) throws Exception {
    requests(shop, REQUESTS / 10);
    double[] before = resident(shop);
    requests(shop, REQUESTS - REQUESTS / 10);
    double[] after = resident(shop);
    for (Service service : Service.values()) {
      Series growth = new Series();
      double first = before[service.ordinal()];
      double last = after[service.ordinal()];
      growth.add(last / first);
      table.add(
          "memory after 1,000,000 requests ÷ after 100,000: " + service.title(),
          growth,
          Goal.atMost(MAX_GROWTH),
          String.format(Locale.ROOT, "%.0f ÷ %.0f MB", last, first));
    }
  }

  private static void requests(StoreUnderTest shop, long count) throws Exception {
    long each = count / CLIENTS;
    StoreUnderTest.run(
        List.of(
            "--host",
            shop.host(),
            "--quiet",
            "--clients",
            Integer.toString(CLIENTS),
            "--requests",
            Long.toString(each),
            "--p",
            "0.2",
            "--keys",
            "--check",
            "10"));
  }

  private static double[] resident(StoreUnderTest shop) throws Exception {
    double[] megabytes = new double[Service.values().length];
    for (Service service : Service.values()) {
      megabytes[service.ordinal()] =
          ProcStat.residentMegabytes(shop.processes().pid(service)).orElse(Double.NaN);
    }
    return megabytes;
  }
}
