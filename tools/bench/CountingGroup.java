package bench;

import bench.BenchTable.Goal;
import java.util.ArrayList;
import java.util.List;
import load.LoadReport;
import store.Service;

/** What counting for /metrics costs: processor time of a query with it and without. */
final class CountingGroup implements Group {
  private static final String LOAD = "--clients 16 --query-only";
  private static final double MOST = 1.02;

  /** For the services' JVMs: nothing is counted. */
  private static final String UNCOUNTED = "-Dtoystore.uncounted=true";

  @Override
  public String name() {
    return "counting";
  }

  @Override
  public void run(Options options, BenchTable table) throws Exception {
    Series counting = new Series();
    Series silent = new Series();
    try (BenchStore with = new BenchStore(options, 10, 0).start();
        BenchStore without = uncounted(options)) {
      with.warmUp(16, "--query-only");
      without.warmUp(16, "--query-only");
      for (int round = 0; round < options.rounds(); round++) {
        // There and back again, so that a machine that gets faster or slower favours neither.
        double first = micros(with, options);
        double second = micros(without, options);
        double third = micros(without, options);
        counting.add((first + micros(with, options)) / 2);
        silent.add((second + third) / 2);
      }
    }
    table.addRatio(
        "CPU per query, frontend + catalog, counting ÷ not counting, 16 connections",
        counting,
        silent,
        Goal.atMost(MOST),
        "µs");
  }

  private static BenchStore uncounted(Options options) throws Exception {
    BenchStore store = new BenchStore(options, 10, 0);
    for (Service service : Service.values()) {
      List<String> flags = new ArrayList<>(service.defaultFlags());
      flags.add(UNCOUNTED);
      store.processes().flags(service, flags);
    }
    return store.start();
  }

  private static double micros(BenchStore store, Options options) throws Exception {
    long[] pids = {store.pid(Service.FRONTEND), store.pid(Service.CATALOG)};
    double before = ProcStat.cpuSeconds(pids);
    LoadReport report = store.load(options.seconds(), LOAD);
    return 1e6 * (ProcStat.cpuSeconds(pids) - before) / report.query().count();
  }
}
