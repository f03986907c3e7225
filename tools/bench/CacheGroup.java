package bench;

import bench.BenchTable.Goal;
import java.util.List;
import store.Service;

/** The store as it is against one whose frontend keeps no toys ({@code CACHE_SIZE=0}). */
final class CacheGroup implements Group {
  private static final int TOYS = 14;
  private static final int MANY_TOYS = 10_000;
  private static final String QUERY = "--clients 16 --query-only";
  private static final String BUY = "--buy-only --check 10 --clients ";

  /** Four queries to one purchase. */
  private static final String MIX = "--clients 64 --p 0.25 --check 10";

  @Override
  public String name() {
    return "cache";
  }

  @Override
  public void run(Options options, BenchTable table) throws Exception {
    try (BenchStore with = new BenchStore(options, TOYS, 0).start();
        BenchStore without = new BenchStore(options, TOYS, 0);
        BenchStore many = new BenchStore(options, MANY_TOYS, 0).start()) {
      without.processes().environment(Service.FRONTEND, "CACHE_SIZE", "0");
      without.start();
      // All that is measured: C2 at work on one of them would look like the cost of its memory.
      for (BenchStore store : List.of(with, without)) {
        store.warmUp(16, QUERY);
        store.warmUp(64, "--buy-only");
        store.warmUp(64, MIX);
      }
      many.warmUp(16, QUERY);
      String memory = ", toys in memory ÷ CACHE_SIZE=0";
      compare("Query, req/s, 16 connections" + memory, 1.5, QUERY, with, without, options, table);
      compare(
          "durable purchases/s, 64 clients" + memory,
          0.90,
          BUY + 64,
          with,
          without,
          options,
          table);
      compare(
          "durable purchases/s, 1 client" + memory, 0.85, BUY + 1, with, without, options, table);
      compare(
          "80 % queries, 20 % purchases, 64 clients, req/s" + memory,
          1.15,
          MIX,
          with,
          without,
          options,
          table);
      compare(
          "Query, req/s, 16 connections, 10,000 toys ÷ 14 toys",
          0.95,
          QUERY,
          many,
          with,
          options,
          table);
    }
  }

  private static void compare(
      String what,
      double floor,
      String load,
      BenchStore over,
      BenchStore under,
      Options options,
      BenchTable table)
      throws Exception {
    List<Series> measured =
        Series.inTurns(
            options.rounds(),
            () -> over.load(options.seconds(), load).perSecond(),
            () -> under.load(options.seconds(), load).perSecond());
    table.addRatio(what, measured.get(0), measured.get(1), Goal.atLeast(floor), "req/s");
  }
}
