package load;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/** A report as text for a person, as CSV and as JSON. Latencies are in milliseconds everywhere. */
public final class ReportFormat {
  private static final double[] PERCENTILES = {50, 90, 99, 99.9};
  private static final List<Outcome> ERRORS =
      List.of(Outcome.values()).subList(1, Outcome.values().length);

  private ReportFormat() {}

  /** For a terminal. */
  public static String table(LoadReport report) {
    StringBuilder text = new StringBuilder("\n" + headline(report) + "\n\n");
    String header = "%-7s %12s %12s %10s %10s %10s %10s %10s %10s%n";
    text.append(
        header.formatted("ms", "count", "req/s", "mean", "p50", "p90", "p99", "p99.9", "max"));
    for (LoadReport.Row row : List.of(report.query(), report.buy())) {
      if (row.count() > 0 || row.failed() > 0) {
        text.append(line(row));
      }
    }
    text.append('\n');
    for (LoadReport.Row row : List.of(report.query(), report.buy())) {
      row.errors()
          .forEach(
              (kind, count) ->
                  text.append(format("%-7s %,12d %s%n", title(row), count, kind.title())));
    }
    if (report.options().path() == null) {
      text.append(orders(report)).append("stock   ").append(report.stock()).append('\n');
    }
    return text.toString();
  }

  private static String headline(LoadReport report) {
    LoadOptions options = report.options();
    String purchases = options.buyOnly() ? "purchases only" : "p " + options.p();
    return format(
        "%,d client%s of %s, %s, %s, %s%.1f s after %.1f s of warm-up, seed %d",
        options.clients(),
        options.clients() == 1 ? "" : "s",
        options.host(),
        options.path() != null ? "GET " + options.path() : purchases,
        options.rate() > 0 ? "open loop at " + options.rate() + "/s" : "closed loop",
        options.cookies() ? "" : "without cookies, ",
        report.seconds(),
        (double) options.warmupNanos() / TimeUnit.SECONDS.toNanos(1),
        options.seed());
  }

  private static String line(LoadReport.Row row) {
    StringBuilder line =
        new StringBuilder(
            format(
                "%-7s %,12d %,12.1f %10.3f",
                title(row), row.count(), row.perSecond(), row.meanMillis()));
    for (double percentile : PERCENTILES) {
      line.append(format(" %10.3f", row.percentileMillis(percentile)));
    }
    return line.append(format(" %10.3f%n", row.maxMillis())).toString();
  }

  private static String orders(LoadReport report) {
    long unchecked = report.unchecked();
    return format("orders  %,d asked for again and right", report.checked())
        + (unchecked == 0 ? "" : format("; %,d times no answer", unchecked))
        + "\n";
  }

  /** A line for each kind of request. */
  public static String csv(LoadReport report) {
    StringJoiner header = new StringJoiner(",", "operation,clients,p,rate,", "\n");
    numbers(report, report.query()).keySet().forEach(header::add);
    ERRORS.forEach(kind -> header.add(name(kind)));
    LoadOptions options = report.options();
    StringBuilder text = new StringBuilder(header.toString());
    for (LoadReport.Row row : List.of(report.query(), report.buy())) {
      StringJoiner line = new StringJoiner(",", "", "\n").add(title(row));
      line.add(options.clients() + "," + options.p() + "," + options.rate());
      numbers(report, row).asMap().values().forEach(number -> line.add(number.getAsString()));
      ERRORS.forEach(kind -> line.add(Long.toString(row.errors().getOrDefault(kind, 0L))));
      text.append(line);
    }
    return text.toString();
  }

  static String json(LoadReport report) {
    JsonObject json = new JsonObject();
    json.addProperty("clients", report.options().clients());
    json.addProperty("p", report.options().p());
    json.addProperty("rate", report.options().rate());
    json.addProperty("seed", report.options().seed());
    json.addProperty("orders_checked", report.checked());
    json.addProperty("wrong", report.wrong().isPresent());
    json.add("query", json(report, report.query()));
    json.add("buy", json(report, report.buy()));
    return new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n";
  }

  private static JsonElement json(LoadReport report, LoadReport.Row row) {
    JsonObject errors = new JsonObject();
    row.errors().forEach((kind, count) -> errors.addProperty(name(kind), count));
    JsonObject json = numbers(report, row);
    json.add("errors", errors);
    return json;
  }

  private static JsonObject numbers(LoadReport report, LoadReport.Row row) {
    JsonObject numbers = new JsonObject();
    numbers.addProperty("seconds", decimals(report.seconds()));
    numbers.addProperty("count", row.count());
    numbers.addProperty("per_second", decimals(row.perSecond()));
    numbers.addProperty("mean", decimals(row.meanMillis()));
    for (double percentile : PERCENTILES) {
      String name = "p" + Double.toString(percentile).replace(".0", "").replace('.', '_');
      numbers.addProperty(name, decimals(row.percentileMillis(percentile)));
    }
    numbers.addProperty("max", decimals(row.maxMillis()));
    return numbers;
  }

  private static BigDecimal decimals(double number) {
    return BigDecimal.valueOf(number).setScale(4, RoundingMode.HALF_UP);
  }

  private static String title(LoadReport.Row row) {
    return row.operation().title();
  }

  private static String name(Outcome kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
