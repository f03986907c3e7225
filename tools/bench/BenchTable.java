package bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a benchmark found: a line for each value, with its rounds and the goal. */
final class BenchTable {
  /**
   * A floor or a ceiling for a measured value.
   *
   * @param isFloor the value is to be at least, not at most, {@code limit}
   */
  record Goal(boolean isFloor, double limit) {
    static Goal atLeast(double limit) {
      return new Goal(true, limit);
    }

    static Goal atMost(double limit) {
      return new Goal(false, limit);
    }

    @Override
    public String toString() {
      return (isFloor ? "≥ " : "≤ ") + number(limit);
    }
  }

  /**
   * A measured value.
   *
   * @param values one a round
   * @param detail where the value comes from, in the units of the parts
   */
  record Line(String what, Series values, Goal goal, String detail) {
    boolean isReached() {
      double median = values.median();
      return goal.isFloor() ? median >= goal.limit() : median <= goal.limit();
    }

    private String row(String format, String missed) {
      return String.format(
          Locale.ROOT,
          format,
          what,
          number(values.median()),
          number(values.min()),
          number(values.max()),
          goal,
          isReached() ? "reached" : missed,
          detail);
    }
  }

  private final List<Line> lines = new ArrayList<>();

  /** A value that was measured as such. */
  Line add(String what, Series values, Goal goal, String detail) {
    Line line = new Line(what, values, goal, detail);
    lines.add(line);
    return line;
  }

  /** A ratio: formed in each round from the two that were measured one after the other. */
  Line addRatio(String what, Series over, Series under, Goal goal, String unit) {
    String detail = number(over.median()) + " ÷ " + number(under.median()) + " " + unit;
    return add(what, over.dividedBy(under), goal, detail);
  }

  /** For a terminal. */
  String text() {
    String format = "%-72s %8s %8s %8s  %-8s %-9s %s%n";
    StringBuilder text =
        new StringBuilder(
            format.formatted(
                "what", "median", "least", "most", "goal", "", "medians of the parts"));
    lines.forEach(line -> text.append(line.row(format, "MISSED")));
    return text.toString();
  }

  String markdown() {
    StringBuilder text =
        new StringBuilder(
            "| what | median | least – most | goal | | medians of the parts |\n"
                + "|---|---:|---:|---:|---|---|\n");
    lines.forEach(
        line -> text.append(line.row("| %s | **%s** | %s – %s | %s | %s | %s |%n", "missed")));
    return text.toString();
  }

  /** One line a round. */
  String csv() {
    StringBuilder text = new StringBuilder("what,round,value\n");
    for (Line line : lines) {
      int round = 1;
      for (double value : line.values().values()) {
        text.append(String.format(Locale.ROOT, "\"%s\",%d,%.5f%n", line.what(), round++, value));
      }
    }
    return text.toString();
  }

  /** Three significant digits or so, as a person wants them. */
  static String number(double value) {
    String format = value >= 1000 ? "%,.0f" : value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
