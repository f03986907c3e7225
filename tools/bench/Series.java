package bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/** The same thing measured in several rounds. */
final class Series {
  private final List<Double> values = new ArrayList<>();

  /**
   * Measures things one after the other, round by round, so that a slow minute of the machine hits
   * them alike. Returns a series for each.
   */
  @SafeVarargs
  static List<Series> inTurns(int rounds, Callable<Double>... things) throws Exception {
    List<Series> all = new ArrayList<>();
    for (int i = 0; i < things.length; i++) {
      all.add(new Series());
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < things.length; i++) {
        all.get(i).add(things[i].call());
      }
    }
    return all;
  }

  static Series of(double... values) {
    Series series = new Series();
    for (double value : values) {
      series.add(value);
    }
    return series;
  }

  void add(double value) {
    values.add(value);
  }

  List<Double> values() {
    return List.copyOf(values);
  }

  double median() {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The value that this share of the values does not exceed. */
  double quantile(double share) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get((int) Math.min(sorted.size() - 1, Math.round(share * (sorted.size() - 1))));
  }

  double min() {
    return Collections.min(values);
  }

  double max() {
    return Collections.max(values);
  }

  /** What was measured in each round, divided by what the other was in that round. */
  Series dividedBy(Series other) {
    Series ratios = new Series();
    for (int i = 0; i < values.size(); i++) {
      ratios.add(values.get(i) / other.values.get(i));
    }
    return ratios;
  }
}
