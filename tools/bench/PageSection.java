package bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.knowm.xchart.CategoryChart;
import store.Service;

/** How long a browser takes to show the shop. */
final class PageSection {
  private static final int LOADS_A_ROUND = 10;
  private static final double FAR_MILLIS = 20;
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** Remembers when the first toy was put on the shelf. */
  private static final String WATCH =
      """
      new MutationObserver((changes, observer) => {
        if (document.querySelector("#shelf > *")) {
          window.toysShownAt = performance.now();
          observer.disconnect();
        }
      }).observe(document, { childList: true, subtree: true });
      """;

  /** Milliseconds since the navigation began; null while the toys are not shown. */
  private static final String TIMES =
      """
      const navigation = performance.getEntriesByType("navigation")[0];
      const paint = performance.getEntriesByName("first-contentful-paint")[0];
      if (!window.toysShownAt || !paint || !navigation.loadEventEnd) return null;
      return [navigation.responseStart, paint.startTime, navigation.loadEventEnd, window.toysShownAt];
      """;

  private static final List<String> MOMENTS =
      List.of("first byte", "first paint", "all files loaded", "toys shown");

  /** Circumstances of a load. */
  private enum How {
    FIRST("first visit"),
    AGAIN("another visit"),
    BUSY("first visit, 5 clients buying"),
    FAR("first visit, round trip of 20 ms");

    final String title;

    How(String title) {
      this.title = title;
    }
  }

  private final WebDriver browser;
  private final Map<How, List<Series>> measured = new EnumMap<>(How.class);

  private PageSection(WebDriver browser) {
    this.browser = browser;
  }

  /** Measures, and writes the section, which says so where there is no browser. */
  static void write(Options options, Report report) throws Exception {
    Report.progress("the page in a browser");
    report.section("The page in a browser");
    Optional<WebDriver> found = WebDriver.start();
    if (found.isEmpty()) {
      report.say("Not measured: there was no Chromium with its chromedriver.");
      return;
    }
    try (WebDriver browser = found.get()) {
      PageSection page = new PageSection(browser);
      page.measure(options);
      page.describe(report);
    }
  }

  private void measure(Options options) throws Exception {
    JsonObject script = new JsonObject();
    script.addProperty("source", WATCH);
    browser.command("Page.addScriptToEvaluateOnNewDocument", script);
    try (BenchStore store = BenchStore.small(options);
        DelayedLink link = new DelayedLink(store.processes().port(Service.FRONTEND))) {
      store.warmUp(16, "--p 0.2");
      link.setRoundTripMillis(FAR_MILLIS);
      load("http://" + store.host(), true);
      for (int round = 0; round < options.rounds(); round++) {
        measure(How.FIRST, store.host(), true);
        measure(How.AGAIN, store.host(), false);
        Thread buyers = new Thread(() -> buy(store), "buyers");
        buyers.start();
        while (buyers.isAlive()) {
          measureOnce(How.BUSY, store.host(), true);
        }
        measure(How.FAR, link.host(), true);
      }
    }
  }

  private static void buy(BenchStore store) {
    try {
      store.load(5, "--clients 5 --p 0.2 --check 0");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void measure(How how, String host, boolean empty) throws Exception {
    for (int i = 0; i < LOADS_A_ROUND; i++) {
      measureOnce(how, host, empty);
    }
  }

  private void measureOnce(How how, String host, boolean empty) throws Exception {
    List<Double> times = load("http://" + host, empty);
    List<Series> series =
        measured.computeIfAbsent(how, any -> MOMENTS.stream().map(moment -> new Series()).toList());
    for (int i = 0; i < times.size(); i++) {
      series.get(i).add(times.get(i));
    }
  }

  /** Loads the page, with an empty cache or with that of the visit before. */
  private List<Double> load(String url, boolean empty) throws Exception {
    browser.go("about:blank");
    if (empty) {
      browser.command("Network.clearBrowserCache", new JsonObject());
    }
    browser.go(url + "/");
    long end = System.nanoTime() + WAIT_NANOS;
    JsonElement times = browser.run(TIMES);
    while (times.isJsonNull()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the page shows no toys");
      }
      TimeUnit.MILLISECONDS.sleep(5);
      times = browser.run(TIMES);
    }
    return times.getAsJsonArray().asList().stream().map(JsonElement::getAsDouble).toList();
  }

  private void describe(Report report) throws IOException {
    CategoryChart chart = Plots.bars("Until the page is there, medians", "", "milliseconds");
    // Four bars side by side are too narrow for their numbers, which stand in the table.
    chart.getStyler().setLabelsVisible(false);
    measured.forEach((how, series) -> chart.addSeries(how.title, MOMENTS, medians(series)));
    report
        .plot("page", "The page in a browser", chart)
        .data("page", csv())
        .say(
            "Chromium without a window, on the same machine. On a first visit with nothing in its"
                + " cache the toys are shown after %s, on another visit, when every file is"
                + " answered with 304, after %s; beside five clients of which each buys after"
                + " every fifth query, after %s; over a network with a round trip of %.0f ms,"
                + " after %s. A tenth of the first visits takes longer than %s.",
            shown(How.FIRST),
            shown(How.AGAIN),
            shown(How.BUSY),
            FAR_MILLIS,
            shown(How.FAR),
            Latencies.millis(measured.get(How.FIRST).get(3).quantile(0.9)))
        .table(table());
  }

  private String shown(How how) {
    return Latencies.millis(measured.get(how).get(MOMENTS.size() - 1).median());
  }

  private static List<Double> medians(List<Series> series) {
    return series.stream().map(Series::median).toList();
  }

  private String table() {
    StringBuilder text = new StringBuilder("| medians |");
    MOMENTS.forEach(moment -> text.append(' ').append(moment).append(" |"));
    text.append(" loads |\n|---|").append("---:|".repeat(MOMENTS.size() + 1)).append('\n');
    measured.forEach(
        (how, series) -> {
          text.append("| ").append(how.title).append(" |");
          medians(series).forEach(time -> text.append(' ' + Latencies.millis(time) + " |"));
          text.append(' ').append(series.get(0).values().size()).append(" |\n");
        });
    return text.toString();
  }

  private String csv() {
    StringBuilder text = new StringBuilder("visit,moment,load,milliseconds\n");
    measured.forEach(
        (how, series) -> {
          for (int i = 0; i < MOMENTS.size(); i++) {
            int load = 1;
            for (double value : series.get(i).values()) {
              text.append(
                  String.format(
                      Locale.ROOT,
                      "\"%s\",%s,%d,%.2f%n",
                      how.title,
                      MOMENTS.get(i),
                      load++,
                      value));
            }
          }
        });
    return text.toString();
  }
}
