package bench;

import java.util.List;
import java.util.Optional;
import load.LoadReport;
import org.knowm.xchart.CategoryChart;

/** The store in containers against the store as plain processes, turn by turn. */
final class ContainerComparison {
  private static final double PROCESSES = 0;
  private static final double CONTAINERS = 1;
  private static final List<String> BARS =
      List.of("query p50", "query p99", "purchase p50", "purchase p99");

  private final Sweep sweep;

  private ContainerComparison(Sweep sweep) {
    this.sweep = sweep;
  }

  /** Measures with five clients; empty where there is no container engine. */
  static Optional<ContainerComparison> measure(Options options) throws Exception {
    Optional<ContainerStore> engine = ContainerStore.start(options.folder().resolve("containers"));
    if (engine.isEmpty()) {
      return Optional.empty();
    }
    try (ContainerStore containers = engine.get();
        BenchStore processes = BenchStore.small(options)) {
      load(processes.host(), options.warmup());
      load(containers.host(), options.warmup());
      Sweep sweep =
          new Sweep()
              .run(
                  options.rounds(),
                  List.of(PROCESSES, CONTAINERS),
                  x ->
                      load(
                          x == PROCESSES ? processes.host() : containers.host(),
                          options.seconds()));
      return Optional.of(new ContainerComparison(sweep));
    }
  }

  private static LoadReport load(String host, double seconds) throws Exception {
    return BenchStore.load(host, seconds, "--clients 5 --p 0.2 --check 10");
  }

  CategoryChart plot() {
    CategoryChart chart =
        Plots.bars("In containers and without, 5 clients, p 20 %", "", "milliseconds");
    chart.addSeries("processes", BARS, values(PROCESSES)).setFillColor(Plots.QUERY);
    chart.addSeries("containers", BARS, values(CONTAINERS)).setFillColor(Plots.BUY);
    return chart;
  }

  private List<Double> values(double x) {
    return List.of(
        sweep.queryMillis(x, 50),
        sweep.queryMillis(x, 99),
        sweep.buyMillis(x, 50),
        sweep.buyMillis(x, 99));
  }

  String sentence() {
    List<Double> without = values(PROCESSES);
    List<Double> with = values(CONTAINERS);
    return String.format(
        "In containers the median query takes %s instead of %s (%s as long), the median purchase %s"
            + " instead of %s (%s as long); the store answers %s as many requests a second.",
        Latencies.millis(with.get(0)),
        Latencies.millis(without.get(0)),
        Latencies.times(with.get(0) / without.get(0)),
        Latencies.millis(with.get(2)),
        Latencies.millis(without.get(2)),
        Latencies.times(with.get(2) / without.get(2)),
        Latencies.times(sweep.perSecond(CONTAINERS) / sweep.perSecond(PROCESSES)));
  }

  String csv() {
    StringBuilder text = new StringBuilder();
    sweep
        .csv(PROCESSES)
        .lines()
        .limit(1)
        .forEach(header -> text.append("where,").append(header).append('\n'));
    for (double x : sweep.steps()) {
      String where = x == PROCESSES ? "processes," : "containers,";
      sweep.csv(x).lines().skip(1).forEach(row -> text.append(where).append(row).append('\n'));
    }
    return text.toString();
  }
}
