package bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import load.LoadReport;
import load.ReportFormat;

/**
 * Two stores, one of which answers queries from the frontend's memory, under the loads of one to
 * five clients who buy more and more often. Point by point both are measured one after the other.
 */
final class Grid {
  static final List<Double> CLIENTS = List.of(1.0, 2.0, 3.0, 4.0, 5.0);
  static final List<Double> PERCENTS = List.of(0.0, 20.0, 40.0, 60.0, 80.0, 100.0);

  /**
   * A load.
   *
   * @param percent of the queries that lead to a purchase
   */
  private record Point(boolean memory, double clients, double percent) {}

  private final Map<Point, List<LoadReport>> reports = new LinkedHashMap<>();

  /** Measures everything, as often as there are rounds. */
  static Grid measure(Options options, BenchStore with, BenchStore without) throws Exception {
    Grid grid = new Grid();
    for (int round = 0; round < options.rounds(); round++) {
      System.err.printf("  round %d of %d%n", round + 1, options.rounds());
      for (double percent : PERCENTS) {
        for (double clients : CLIENTS) {
          grid.add(new Point(true, clients, percent), with, options);
          grid.add(new Point(false, clients, percent), without, options);
        }
      }
    }
    return grid;
  }

  private void add(Point point, BenchStore store, Options options) throws Exception {
    String load =
        "--warmup 0.5 --check 10 --clients "
            + (int) point.clients()
            + " --p "
            + point.percent() / 100;
    reports
        .computeIfAbsent(point, any -> new ArrayList<>())
        .add(store.load(options.seconds(), load));
  }

  /** Over the numbers of clients. */
  Sweep byClients(boolean memory, double percent) {
    Map<Double, List<LoadReport>> sweep = new LinkedHashMap<>();
    CLIENTS.forEach(x -> sweep.put(x, reports.get(new Point(memory, x, percent))));
    return Sweep.of(sweep);
  }

  /** Over the shares of queries that lead to a purchase, in percent. */
  Sweep byPercent(boolean memory, double clients) {
    Map<Double, List<LoadReport>> sweep = new LinkedHashMap<>();
    PERCENTS.forEach(x -> sweep.put(x, reports.get(new Point(memory, clients, x))));
    return Sweep.of(sweep);
  }

  /** All rounds of all points, as the load generator writes them. */
  String csv() {
    StringBuilder text = new StringBuilder();
    reports.forEach(
        (point, measured) -> {
          for (LoadReport report : measured) {
            String[] lines = ReportFormat.csv(report).split("\n", 2);
            if (text.isEmpty()) {
              text.append("memory,").append(lines[0]).append('\n');
            }
            lines[1].lines().forEach(row -> text.append(point.memory() + "," + row + "\n"));
          }
        });
    return text.toString();
  }
}
