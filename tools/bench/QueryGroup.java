package bench;

import bench.BenchTable.Goal;
import java.util.List;
import load.LoadReport;
import store.Service;

/** Queries against the bare HttpServer: requests a second, and CPU a request. */
final class QueryGroup implements Group {
  private static final int CPU_CONNECTIONS = 16;

  /** A number of connections, and what both servers did with it. */
  private record Compared(
      int connections, boolean cookies, double floor, Series store, Series bare) {
    Compared(int connections, boolean cookies, double floor) {
      this(connections, cookies, floor, new Series(), new Series());
    }

    String load() {
      return "--clients " + connections + (cookies ? "" : " --no-cookies");
    }

    String title() {
      return (connections == 1 ? "1 connection" : connections + " connections")
          + (cookies ? "" : ", no cookies");
    }

    boolean countsCpu() {
      return connections == CPU_CONNECTIONS && cookies;
    }
  }

  @Override
  public String name() {
    return "query";
  }

  @Override
  public void run(Options options, BenchTable table) throws Exception {
    List<Compared> all =
        List.of(
            new Compared(16, true, 0.78),
            new Compared(64, true, 0.90),
            new Compared(1, true, 0.65),
            new Compared(16, false, 0.95));
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
          double before = ProcStat.cpuSeconds(storePids);
          LoadReport report = store.load(seconds, each.load() + " --query-only");
          double storeSeconds = ProcStat.cpuSeconds(storePids) - before;
          each.store().add(report.query().perSecond());
          before = ProcStat.cpuSeconds(barePids);
          LoadReport bareReport = BenchStore.load(bare.host(), seconds, each.load() + " --path /");
          double bareSeconds = ProcStat.cpuSeconds(barePids) - before;
          each.bare().add(bareReport.query().perSecond());
          if (each.countsCpu()) {
            storeCpu.add(1e6 * storeSeconds / report.query().count());
            bareCpu.add(1e6 * bareSeconds / bareReport.query().count());
          }
        }
      }
    }
    for (Compared each : all) {
      table.addRatio(
          "Query, req/s ÷ bare HttpServer, " + each.title(),
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
}
