package bench;

import bench.BenchTable.Goal;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import store.Service;

/**
 * What 16 normal clients notice of 500 idle keep-alive connections (a heap of 64 MB has room for
 * 600) and 50 slow senders, and what a million requests do to the memory of the three processes.
 */
final class AbuseGroup implements Group {
  private static final int IDLE = 500;
  private static final int SLOW = 50;
  private static final int CLIENTS = 16;
  private static final long REQUESTS = 1_000_000;

  @Override
  public String name() {
    return "abuse";
  }

  @Override
  public void run(Options options, BenchTable table) throws Exception {
    try (BenchStore store = BenchStore.small(options)) {
      p99(store, options.warmup());
      latency(options, store, table);
      memory(store, table);
    }
  }

  private static void latency(Options options, BenchStore store, BenchTable table)
      throws Exception {
    Series with = new Series();
    Series without = new Series();
    Series lost = new Series();
    int port = store.processes().port(Service.FRONTEND);
    for (int round = 0; round < options.rounds(); round++) {
      without.add(p99(store, options.seconds()));
      try (Nuisance nuisance = new Nuisance(port, IDLE, SLOW)) {
        with.add(p99(store, options.seconds()));
        lost.add((double) nuisance.idleConnectionsLost());
      }
    }
    table.addRatio(
        "query p99 beside " + IDLE + " idle and " + SLOW + " slow connections ÷ without",
        with,
        without,
        Goal.atMost(1.5),
        "ms");
    table.add("idle connections that were closed", lost, Goal.atMost(0), "of " + IDLE);
  }

  private static double p99(BenchStore store, double seconds) throws Exception {
    return store
        .load(seconds, "--p 0.2 --check 0 --clients " + CLIENTS)
        .query()
        .percentileMillis(99);
  }

  private static void memory(BenchStore store, BenchTable table) throws Exception {
    Map<Service, Double> before = residentAfter(store, REQUESTS / 10);
    Map<Service, Double> after = residentAfter(store, REQUESTS - REQUESTS / 10);
    for (Service service : Service.values()) {
      double first = before.get(service);
      double last = after.get(service);
      table.add(
          "memory after 1,000,000 requests ÷ after 100,000: " + service.title(),
          Series.of(last / first),
          Goal.atMost(1.1),
          String.format(Locale.ROOT, "%.0f ÷ %.0f MB", last, first));
    }
  }

  private static Map<Service, Double> residentAfter(BenchStore store, long requests)
      throws IOException, InterruptedException {
    String load = "--p 0.2 --keys --check 10 --clients " + CLIENTS;
    BenchStore.run(store.host(), load + " --requests " + requests / CLIENTS);
    Map<Service, Double> megabytes = new EnumMap<>(Service.class);
    for (Service service : Service.values()) {
      megabytes.put(service, ProcStat.residentMegabytes(store.pid(service)).orElse(Double.NaN));
    }
    return megabytes;
  }
}
