package bench;

import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;

/** The plot, the table and the raw data of a sweep. */
final class Latencies {
  private Latencies() {}

  static XYChart plot(Sweep sweep, String title, String x) {
    XYChart chart = Plots.lines(title, x, "milliseconds");
    List<Double> all = sweep.steps();
    List<Double> queries = all.stream().filter(s -> sweep.queryMillis(s, 50) > 0).toList();
    List<Double> buys = all.stream().filter(s -> sweep.buyMillis(s, 50) > 0).toList();
    Plots.line(chart, "query p50", queries, query(sweep, queries, 50), Plots.QUERY);
    Plots.line(chart, "purchase p50", buys, purchase(sweep, buys, 50), Plots.BUY);
    Plots.dashedLine(chart, "query p99", queries, query(sweep, queries, 99), Plots.QUERY);
    Plots.dashedLine(chart, "purchase p99", buys, purchase(sweep, buys, 99), Plots.BUY);
    return chart;
  }

  private static List<Double> query(Sweep sweep, List<Double> steps, double percentile) {
    return steps.stream().map(step -> sweep.queryMillis(step, percentile)).toList();
  }

  private static List<Double> purchase(Sweep sweep, List<Double> steps, double percentile) {
    return steps.stream().map(step -> sweep.buyMillis(step, percentile)).toList();
  }

  static String table(Sweep sweep, String x) {
    StringBuilder text =
        new StringBuilder(
            "| "
                + x
                + " | query p50 | p99 | purchase p50 | p99 | requests/s |\n"
                + "|---:|---:|---:|---:|---:|---:|\n");
    for (double step : sweep.steps()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %,.0f | %s | %s | %s | %s | %,.0f |%n",
              step,
              millis(sweep.queryMillis(step, 50)),
              millis(sweep.queryMillis(step, 99)),
              millis(sweep.buyMillis(step, 50)),
              millis(sweep.buyMillis(step, 99)),
              sweep.perSecond(step)));
    }
    return text.toString();
  }

  static String millis(double value) {
    return value == 0 ? "–" : BenchTable.number(value) + " ms";
  }

  static String times(double value) {
    return BenchTable.number(value) + " times";
  }
}
