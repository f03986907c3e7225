package common.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page in the text format of Prometheus, version 0.0.4, read strictly: what is not in the format,
 * or against its conventions, is an {@link IllegalArgumentException}.
 */
public final class MetricsPage {
  private static final Pattern HELP = Pattern.compile("# HELP (\\S+) ((?:[^\\\\]|\\\\[\\\\n])+)");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (counter|gauge|histogram)");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\\"n])*)\"(,|$)");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]+)?(?:E-?[0-9]+)?|Inf)|NaN");

  private static final List<String> HISTOGRAM_PARTS = List.of("_bucket", "_sum", "_count");

  /** By name and labels, as they are written. */
  private final Map<String, Double> samples = new LinkedHashMap<>();

  private final Map<String, String> types = new LinkedHashMap<>();

  private MetricsPage() {}

  /** Reads a page. */
  public static MetricsPage parse(String text) {
    MetricsPage page = new MetricsPage();
    require(text.endsWith("\n"), "the last line has no end");
    List<String> lines = text.lines().toList();
    int next = 0;
    while (next < lines.size()) {
      next = page.family(lines, next);
    }
    return page;
  }

  /** The value of a sample, like {@code up{job="a"}}; 0 if there is none. */
  public double value(String sample) {
    return samples.getOrDefault(sample, 0.0);
  }

  /** Whether there is a metric of that name. */
  public boolean has(String name) {
    return types.containsKey(name);
  }

  private int family(List<String> lines, int first) {
    Matcher help = match(HELP, lines.get(first));
    String name = help.group(1);
    require(NAME.matcher(name).matches(), "no name of a metric: " + name);
    require(first + 1 < lines.size(), name + " has no type");
    Matcher type = match(TYPE, lines.get(first + 1));
    require(
        type.group(1).equals(name), "the type of " + type.group(1) + " after the help of " + name);
    require(types.put(name, type.group(2)) == null, name + " comes twice");
    boolean counts = type.group(2).equals("counter");
    require(counts == name.endsWith("_total"), name + " is a " + type.group(2));
    int next = first + 2;
    Map<String, NavigableMap<Double, Double>> buckets = new LinkedHashMap<>();
    while (next < lines.size() && !lines.get(next).startsWith("#")) {
      sample(name, type.group(2), lines.get(next++), buckets);
    }
    require(next > first + 2, name + " has no samples");
    buckets.forEach((labels, counted) -> checkHistogram(name, labels, counted));
    return next;
  }

  private void sample(
      String family, String type, String line, Map<String, NavigableMap<Double, Double>> buckets) {
    Matcher sample = match(SAMPLE, line);
    String name = sample.group(1);
    double value = number(sample.group(3));
    List<String> labels = labels(sample.group(2));
    String key = name + (labels.isEmpty() ? "" : "{" + String.join(",", labels) + "}");
    require(samples.put(key, value) == null, key + " comes twice");
    if (!type.equals("histogram")) {
      require(name.equals(family), name + " among the samples of " + family);
      require(type.equals("gauge") || value >= 0, key + " is a counter below 0");
      return;
    }
    require(
        HISTOGRAM_PARTS.stream().anyMatch(part -> name.equals(family + part)),
        name + " among the samples of " + family);
    if (name.endsWith("_bucket")) {
      String bound = labels.get(labels.size() - 1);
      require(bound.startsWith("le=\""), "a bucket without a bound: " + line);
      NavigableMap<Double, Double> counted =
          buckets.computeIfAbsent(
              String.join(",", labels.subList(0, labels.size() - 1)), any -> new TreeMap<>());
      double le = number(bound.substring(4, bound.length() - 1));
      require(counted.isEmpty() || counted.lastKey() < le, "the bounds do not rise: " + line);
      require(counted.isEmpty() || counted.lastEntry().getValue() <= value, "falls: " + line);
      counted.put(le, value);
    }
  }

  private void checkHistogram(String name, String labels, NavigableMap<Double, Double> buckets) {
    String braces = labels.isEmpty() ? "" : "{" + labels + "}";
    require(buckets.lastKey().isInfinite(), name + " has no bucket for all");
    require(
        buckets.lastEntry().getValue().equals(samples.get(name + "_count" + braces)),
        "the last bucket of " + name + braces + " is not its count");
    require(samples.containsKey(name + "_sum" + braces), name + " has no sum");
  }

  private static List<String> labels(String text) {
    List<String> labels = new ArrayList<>();
    if (text != null) {
      Matcher label = LABEL.matcher(text);
      int end = 0;
      while (end < text.length()) {
        require(label.find(end) && label.start() == end, "no labels: " + text);
        labels.add(label.group(1) + "=\"" + label.group(2) + "\"");
        end = label.end();
      }
      require(!text.endsWith(","), "no labels: " + text);
    }
    return labels;
  }

  private static double number(String text) {
    require(NUMBER.matcher(text).matches(), "no number: " + text);
    return Double.parseDouble(text.replace("Inf", "Infinity"));
  }

  private static Matcher match(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    require(matcher.matches(), "not in the format: " + line);
    return matcher;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
