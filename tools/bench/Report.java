package bench;

import java.io.IOException;
import java.util.Locale;
import org.knowm.xchart.internal.chartpart.Chart;

/** A part of the evaluation: sections of Markdown, with their plots and their raw data. */
final class Report {
  private final Plots plots;
  private final StringBuilder text = new StringBuilder();

  Report(Plots plots) {
    this.plots = plots;
  }

  /** Begins a section. */
  Report section(String title) {
    text.append("## ").append(title).append("\n\n");
    return this;
  }

  /** Shows a plot. */
  Report plot(String name, String title, Chart<?, ?> chart) throws IOException {
    plots.save(name, chart);
    text.append("![").append(title).append("](evaluation/").append(name).append(".png)\n\n");
    return this;
  }

  /** Keeps the raw data of a section. */
  Report data(String name, String csv) throws IOException {
    plots.saveData(name, csv);
    return this;
  }

  /** A paragraph. */
  Report say(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append("\n\n");
    return this;
  }

  /** A table, in Markdown. */
  Report table(String markdown) {
    text.append(markdown).append('\n');
    return this;
  }

  /** All of it. */
  String markdown() {
    return text.toString();
  }

  static void progress(String what) {
    System.err.println("measuring " + what);
  }
}
