package load;

import java.io.IOException;
import store.Service;

/** Queries against the bare HttpServer: requests a second, and CPU a request. */
final class QueryBench implements Group {
  private static final int[] CONNECTIONS = {16, 64, 1};
  private static final double[] FLOORS = {0.55, 0.50, 0.30};
  private static final double MAX_CPU = 2.2;

  private final Series[] store = {new Series(), new Series(), new Series()};
  private final Series[] bare = {new Series(), new Series(), new Series()};
  private final Series storeCpu = new Series();
  private final Series bareCpu = new Series();

  @Override
  public void run(BenchOptions options, BenchTable table) throws Exception {
    try (StoreUnderTest shop = new StoreUnderTest(options, 10, 0).start();
        OwnProcess server = OwnProcess.bareServer(options.workers(), replyLength())) {
      String host = server.line().replaceFirst("^.* ", "");
      shop.warmUp(options, 16, "--query-only");
      StoreUnderTest.load(host, options.warmup(), "--clients", "16", "--path", "/");
      for (int round = 0; round < options.rounds(); round++) {
        for (int i = 0; i < CONNECTIONS.length; i++) {
          measureStore(options, shop, i);
          measureBare(options, server, host, i);
        }
      }
    }
    for (int i = 0; i < CONNECTIONS.length; i++) {
      table.addRatio(
          "Query, req/s ÷ bare HttpServer, " + plural(CONNECTIONS[i]),
          store[i],
          bare[i],
          Goal.atLeast(FLOORS[i]),
          "req/s");
    }
    table.addRatio(
        "CPU per query, frontend + catalog, ÷ bare's CPU per request, 16 connections",
        storeCpu,
        bareCpu,
        Goal.atMost(MAX_CPU),
        "µs");
  }

  private void measureStore(BenchOptions options, StoreUnderTest shop, int i)
      throws IOException, InterruptedException {
    double before = shop.cpuSeconds(Service.FRONTEND, Service.CATALOG);
    LoadReport report =
        shop.load(options.seconds(), "--clients", "" + CONNECTIONS[i], "--query-only");
    double cpu = shop.cpuSeconds(Service.FRONTEND, Service.CATALOG) - before;
    store[i].add(report.query().perSecond());
    if (CONNECTIONS[i] == 16) {
      storeCpu.add(1e6 * cpu / report.query().count());
    }
  }

  private void measureBare(BenchOptions options, OwnProcess server, String host, int i)
      throws IOException, InterruptedException {
    double before = ProcStat.cpuSeconds(server.pid());
    LoadReport report =
        StoreUnderTest.load(
            host, options.seconds(), "--clients", "" + CONNECTIONS[i], "--path", "/");
    double cpu = ProcStat.cpuSeconds(server.pid()) - before;
    bare[i].add(report.query().perSecond());
    if (CONNECTIONS[i] == 16) {
      bareCpu.add(1e6 * cpu / report.query().count());
    }
  }

  /** The length of the store's reply to a query of one of the ten toys. */
  static int replyLength() {
    return "{\"data\":{\"name\":\"Toy 7\",\"price\":9.99,\"quantity\":2000000000}}".length();
  }

  private static String plural(int connections) {
    return connections == 1 ? "1 connection" : connections + " connections";
  }
}
