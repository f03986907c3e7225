package load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a benchmark found: a line for each value, with its rounds and the goal. */
final class BenchTable {
  /**
   * A measured value.
   *
   * @param values one a round
   * @param detail where the value comes from, in the units of the parts
   */
  record Line(String what, Series values, Goal goal, String detail) {
    boolean isReached() {
      return goal.isReached(values.median());
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
    Series ratios = new Series();
    for (int i = 0; i < over.values().size(); i++) {
      ratios.add(over.values().get(i) / under.values().get(i));
    }
    String detail =
        String.format(
            Locale.ROOT, "%s ÷ %s %s", number(over.median()), number(under.median()), unit);
    return add(what, ratios, goal, detail);
  }

  /** For a terminal. */
  String text() {
    StringBuilder text = new StringBuilder();
    String format = "%-72s %8s %8s %8s  %-8s %-9s %s%n";
    text.append(
        String.format(
            format, "what", "median", "least", "most", "goal", "", "medians of the parts"));
    for (Line line : lines) {
      text.append(
          String.format(
              format,
              line.what(),
              number(line.values().median()),
              number(line.values().least()),
              number(line.values().most()),
              goal(line.goal()),
              line.isReached() ? "reached" : "MISSED",
              line.detail()));
    }
    return text.toString();
  }

  String markdown() {
    StringBuilder text =
        new StringBuilder(
            "| what | median | least – most | goal | | medians of the parts |\n"
                + "|---|---:|---:|---:|---|---|\n");
    for (Line line : lines) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | **%s** | %s – %s | %s | %s | %s |%n",
              line.what(),
              number(line.values().median()),
              number(line.values().least()),
              number(line.values().most()),
              goal(line.goal()),
              line.isReached() ? "reached" : "missed",
              line.detail()));
    }
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

  private static String goal(Goal goal) {
    return (goal.isFloor() ? "≥ " : "≤ ") + number(goal.limit());
  }

  /** Three significant digits or so, as a person wants them. */
  static String number(double value) {
    String format = value >= 1000 ? "%,.0f" : value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
