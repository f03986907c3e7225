package load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A report as text for a person, as CSV and as JSON. Latencies are in milliseconds everywhere. */
final class ReportFormat {
  private static final double[] PERCENTILES = {50, 90, 99, 99.9};

  private ReportFormat() {}

  static String table(LoadReport report) {
    StringBuilder text = new StringBuilder("\n" + headline(report) + "\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            "%-7s %12s %12s %10s %10s %10s %10s %10s %10s%n",
            "ms",
            "count",
            "req/s",
            "mean",
            "p50",
            "p90",
            "p99",
            "p99.9",
            "max"));
    for (LoadReport.Row row : rows(report)) {
      if (row.count() > 0 || !row.errors().isEmpty()) {
        text.append(line(row));
      }
    }
    text.append('\n');
    for (LoadReport.Row row : rows(report)) {
      row.errors().forEach((kind, count) -> text.append(error(row.operation(), kind, count)));
    }
    if (report.options().path() == null) {
      text.append(orders(report)).append("stock   ").append(report.balance()).append('\n');
    }
    return text.toString();
  }

  private static String headline(LoadReport report) {
    LoadOptions options = report.options();
    return String.format(
        Locale.ROOT,
        "%,d client%s of %s, %s, %s, %.1f s after %.1f s of warm-up, seed %d",
        options.clients(),
        options.clients() == 1 ? "" : "s",
        options.host(),
        options.path() != null ? "GET " + options.path() : purchases(options),
        options.rate() > 0 ? "open loop at " + options.rate() + "/s" : "closed loop",
        report.seconds(),
        (double) options.warmupNanos() / TimeUnit.SECONDS.toNanos(1),
        options.seed());
  }

  private static String purchases(LoadOptions options) {
    return options.buyOnly() ? "purchases only" : "p " + options.p();
  }

  private static String line(LoadReport.Row row) {
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%-7s %,12d %,12.1f %10.3f",
                row.operation().title(),
                row.count(),
                row.perSecond(),
                row.meanMillis()));
    for (double percentile : PERCENTILES) {
      line.append(String.format(Locale.ROOT, " %10.3f", row.percentileMillis(percentile)));
    }
    return line.append(String.format(Locale.ROOT, " %10.3f%n", row.maxMillis())).toString();
  }

  private static String error(Operation operation, Outcome kind, long count) {
    return String.format(Locale.ROOT, "%-7s %,12d %s%n", operation.title(), count, kind.title());
  }

  private static String orders(LoadReport report) {
    String unchecked =
        report.unchecked() == 0
            ? ""
            : String.format(Locale.ROOT, "; %,d times no answer", report.unchecked());
    return String.format(
        Locale.ROOT, "orders  %,d asked for again and right%s%n", report.checked(), unchecked);
  }

  static String csv(LoadReport report) {
    String kinds =
        errorKinds().stream()
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(","));
    StringBuilder text =
        new StringBuilder(
            "operation,clients,p,rate,seconds,count,per_second,mean,p50,p90,p99,p99_9,max,"
                + kinds
                + "\n");
    for (LoadReport.Row row : rows(report)) {
      text.append(row.operation().title())
          .append(',')
          .append(report.options().clients())
          .append(',')
          .append(report.options().p())
          .append(',')
          .append(report.options().rate());
      numbers(report, row).values().forEach(number -> text.append(',').append(number));
      errorKinds().forEach(kind -> text.append(',').append(row.errors().getOrDefault(kind, 0L)));
      text.append('\n');
    }
    return text.toString();
  }

  static String json(LoadReport report) {
    LoadOptions options = report.options();
    String rows =
        rows(report).stream().map(row -> json(report, row)).collect(Collectors.joining(",\n"));
    return String.format(
        Locale.ROOT,
        "{%n\"clients\":%d,\"p\":%s,\"rate\":%s,\"seed\":%d,%n\"orders_checked\":%d,"
            + "\"wrong\":%b,%n%s%n}%n",
        options.clients(),
        options.p(),
        options.rate(),
        options.seed(),
        report.checked(),
        report.wrong().isPresent(),
        rows);
  }

  private static String json(LoadReport report, LoadReport.Row row) {
    String errors =
        row.errors().entrySet().stream()
            .map(e -> "\"" + e.getKey().name().toLowerCase(Locale.ROOT) + "\":" + e.getValue())
            .collect(Collectors.joining(","));
    String numbers =
        numbers(report, row).entrySet().stream()
            .map(e -> "\"" + e.getKey() + "\":" + e.getValue())
            .collect(Collectors.joining(","));
    return "\"" + row.operation().title() + "\":{" + numbers + ",\"errors\":{" + errors + "}}";
  }

  private static Map<String, String> numbers(LoadReport report, LoadReport.Row row) {
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("seconds", decimals(report.seconds()));
    numbers.put("count", Long.toString(row.count()));
    numbers.put("per_second", decimals(row.perSecond()));
    numbers.put("mean", decimals(row.meanMillis()));
    for (double percentile : PERCENTILES) {
      String name = "p" + Double.toString(percentile).replace(".0", "").replace('.', '_');
      numbers.put(name, decimals(row.percentileMillis(percentile)));
    }
    numbers.put("max", decimals(row.maxMillis()));
    return numbers;
  }

  private static String decimals(double number) {
    return String.format(Locale.ROOT, "%.4f", number);
  }

  private static List<LoadReport.Row> rows(LoadReport report) {
    return List.of(report.query(), report.buy());
  }

  private static List<Outcome> errorKinds() {
    return List.of(Outcome.values()).subList(1, Outcome.values().length);
  }
}
