package bench;

import bench.BenchTable.Goal;
import java.util.List;
import load.LoadReport;
import store.Service;

/** Queries against the bare HttpServer: requests a second, and CPU a request. */
final class QueryGroup implements Group {
  private static final int CPU_CONNECTIONS = 16;

  /** A number of connections, and what both servers did with it. */
  private record Compared(int connections, double floor, Series store, Series bare) {
    Compared(int connections, double floor) {
      this(connections, floor, new Series(), new Series());
    }
  }

  @Override
  public String name() {
    return "query";
  }

  @Override
  public void run(Options options, BenchTable table) throws Exception {
    List<Compared> all =
        List.of(new Compared(16, 0.78), new Compared(64, 0.90), new Compared(1, 0.65));
    Series storeCpu = new Series();
    Series bareCpu = new Series();
    try (BenchStore store = BenchStore.small(options);
        BareProcess bare = BareProcess.server(options.workers())) {
      store.warmUp(16, "--query-only");
      BenchStore.load(bare.host(), options.warmup(), "--clients 16 --path /");
      long[] storePids = {store.pid(Service.FRONTEND), store.pid(Service.CATALOG)};
      long[] barePids = {bare.pid()};
      for (int round = 0; round < options.rounds(); round++) {
        for (Compared each : all) {
          double seconds = options.seconds();
          String clients = "--clients " + each.connections();
          double before = ProcStat.cpuSeconds(storePids);
          LoadReport report = store.load(seconds, clients + " --query-only");
          add(report, ProcStat.cpuSeconds(storePids) - before, each.store(), storeCpu);
          before = ProcStat.cpuSeconds(barePids);
          report = BenchStore.load(bare.host(), seconds, clients + " --path /");
          add(report, ProcStat.cpuSeconds(barePids) - before, each.bare(), bareCpu);
        }
      }
    }
    for (Compared each : all) {
      table.addRatio(
          "Query, req/s ÷ bare HttpServer, " + plural(each.connections()),
          each.store(),
          each.bare(),
          Goal.atLeast(each.floor()),
          "req/s");
    }
    table.addRatio(
        "CPU per query, frontend + catalog, ÷ bare's CPU per request, 16 connections",
        storeCpu,
        bareCpu,
        Goal.atMost(1.35),
        "µs");
  }

  private static void add(LoadReport report, double cpuSeconds, Series rates, Series micros) {
    rates.add(report.query().perSecond());
    if (report.options().clients() == CPU_CONNECTIONS) {
      micros.add(1e6 * cpuSeconds / report.query().count());
    }
  }

  private static String plural(int connections) {
    return connections == 1 ? "1 connection" : connections + " connections";
  }
}
