package common.metrics;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Named numbers, and the page that shows them in the text format of Prometheus (version 0.0.4).
 *
 * <p>Labels are given as name and value in turn. Whoever asks for a metric that exists gets that
 * one; who counts on the way of a request keeps it in a field, and pays for an addition only.
 */
public final class Metrics {
  /** The {@code Content-Type} of {@link #text}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Off only where {@code make bench} measures what counting costs. */
  static final boolean COUNTING = !Boolean.getBoolean("toystore.uncounted");

  private static final Metrics OF_PROCESS = new Metrics();
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM;

    final String word = name().toLowerCase(Locale.ROOT);
  }

  /** All series of a name. */
  private record Family(Type type, String help, Map<String, Series> series) {}

  private final Map<String, Family> families = new ConcurrentSkipListMap<>();

  /** None yet. */
  public Metrics() {}

  /** Those of this process: a process shows one page. */
  public static Metrics ofProcess() {
    return OF_PROCESS;
  }

  /**
   * A counter.
   *
   * @param name ends in {@code _total}
   */
  public Counter counter(String name, String help, String... labels) {
    return (Counter) series(Type.COUNTER, name, help, labels, Counter::new);
  }

  /** A counter that is kept elsewhere, and looked at when the page is made. */
  public void counter(String name, String help, DoubleSupplier value, String... labels) {
    look(Type.COUNTER, name, help, value, labels);
  }

  /**
   * A value that rises and falls, and is looked at when the page is made. The same name and labels
   * again replace it.
   */
  public void gauge(String name, String help, DoubleSupplier value, String... labels) {
    look(Type.GAUGE, name, help, value, labels);
  }

  /**
   * How long something takes.
   *
   * @param name ends in {@code _seconds}; values are observed in nanoseconds
   */
  public Histogram durations(String name, String help, String... labels) {
    return (Histogram) series(Type.HISTOGRAM, name, help, labels, Histogram::ofNanos);
  }

  /** How many things go together. */
  public Histogram sizes(String name, String help, String... labels) {
    return (Histogram) series(Type.HISTOGRAM, name, help, labels, Histogram::ofSizes);
  }

  private Series series(
      Type type, String name, String help, String[] labels, Supplier<Series> maker) {
    return family(type, name, help).series().computeIfAbsent(text(labels), any -> maker.get());
  }

  private void look(Type type, String name, String help, DoubleSupplier value, String[] labels) {
    Series series =
        (shown, shownLabels, text) -> sample(text, shown, shownLabels, number(value.getAsDouble()));
    family(type, name, help).series().put(text(labels), series);
  }

  private Family family(Type type, String name, String help) {
    if (!NAME.matcher(name).matches() || name.endsWith("_total") != (type == Type.COUNTER)) {
      throw new IllegalArgumentException(name + " is no name of a " + type.word);
    }
    Family family =
        families.computeIfAbsent(
            name, any -> new Family(type, help, new ConcurrentSkipListMap<>()));
    if (family.type() != type) {
      throw new IllegalArgumentException(name + " is a " + family.type().word + " already");
    }
    return family;
  }

  private static String text(String[] labels) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < labels.length; i += 2) {
      if (!NAME.matcher(labels[i]).matches()) {
        throw new IllegalArgumentException(labels[i] + " is no name of a label");
      }
      text.append(i == 0 ? "" : ",").append(labels[i]).append("=\"");
      text.append(escaped(labels[i + 1]).replace("\"", "\\\"")).append('"');
    }
    return text.toString();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }

  /** The page. */
  public String text() {
    StringBuilder text = new StringBuilder(1 << 14);
    families.forEach(
        (name, family) -> {
          text.append("# HELP ").append(name).append(' ').append(escaped(family.help()));
          text.append("\n# TYPE ").append(name).append(' ').append(family.type().word).append('\n');
          family.series().forEach((labels, series) -> series.write(name, labels, text));
        });
    return text.toString();
  }

  /** Appends a line. */
  static void sample(StringBuilder text, String name, String labels, String value) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ').append(value).append('\n');
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
