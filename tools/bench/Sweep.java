package bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import load.LoadReport;
import load.ReportFormat;

/**
 * One quantity changed step by step, everything else left alone; several rounds through all steps.
 */
final class Sweep {
  /** Measures one step once. */
  interface Step {
    LoadReport measure(double x) throws Exception;
  }

  private final Map<Double, List<LoadReport>> reports = new LinkedHashMap<>();

  /** What was measured elsewhere, step by step. */
  static Sweep of(Map<Double, List<LoadReport>> reports) {
    Sweep sweep = new Sweep();
    sweep.reports.putAll(reports);
    return sweep;
  }

  /** Goes through the steps in every round, so that a slow minute does not hit only one of them. */
  Sweep run(int rounds, List<Double> steps, Step step) throws Exception {
    for (int round = 0; round < rounds; round++) {
      System.err.printf("  round %d of %d%n", round + 1, rounds);
      for (double x : steps) {
        reports.computeIfAbsent(x, any -> new ArrayList<>()).add(step.measure(x));
      }
    }
    return this;
  }

  List<Double> steps() {
    return List.copyOf(reports.keySet());
  }

  /** The median over the rounds. */
  double median(double x, ToDoubleFunction<LoadReport> value) {
    Series series = new Series();
    reports.get(x).forEach(report -> series.add(value.applyAsDouble(report)));
    return series.median();
  }

  double queryMillis(double x, double percentile) {
    return median(x, report -> report.query().percentileMillis(percentile));
  }

  double buyMillis(double x, double percentile) {
    return median(x, report -> report.buy().percentileMillis(percentile));
  }

  /** Successful queries and purchases a second. */
  double perSecond(double x) {
    return median(x, LoadReport::perSecond);
  }

  double queries(double x) {
    return median(x, report -> report.query().perSecond());
  }

  double purchases(double x) {
    return median(x, report -> report.buy().perSecond());
  }

  /** Requests that failed, in all rounds of all steps. */
  long failed() {
    return reports.values().stream()
        .flatMap(List::stream)
        .mapToLong(report -> report.query().failed() + report.buy().failed())
        .sum();
  }

  /** All rounds of all steps, as the load generator writes them. */
  String csv() {
    return csv(reports.values().stream().flatMap(List::stream).toList());
  }

  /** All rounds of one step. */
  String csv(double x) {
    return csv(reports.get(x));
  }

  private static String csv(List<LoadReport> reports) {
    StringBuilder text = new StringBuilder();
    for (LoadReport report : reports) {
      String csv = ReportFormat.csv(report);
      text.append(text.isEmpty() ? csv : csv.substring(csv.indexOf('\n') + 1));
    }
    return text.toString();
  }
}
