package bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import load.LoadReport;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;

/** The parts of the evaluation. Every sentence is made from the numbers. */
final class Evaluation {
  private static final List<String> PARTS =
      List.of("HTTP", "gRPC", "commit in the catalog", "commit in the order service");

  /** Measures, and describes what it found. */
  interface Part {
    void write(Options options, Report report) throws Exception;
  }

  private Evaluation() {}

  /**
   * All parts by their names, in the order of the document.
   *
   * @param maxClients the largest number of clients
   */
  static Map<String, Part> parts(int maxClients) {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("clients", ClientSections::write);
    parts.put("page", PageSection::write);
    parts.put("network", NetworkSection::write);
    parts.put("many-clients", (options, report) -> manyClients(options, maxClients, report));
    parts.put("time", Evaluation::whereTheTimeGoes);
    parts.put("containers", Evaluation::containers);
    return parts;
  }

  private static void containers(Options options, Report report) throws Exception {
    Report.progress("containers");
    report.section("In containers");
    Optional<ContainerComparison> comparison = Optional.empty();
    String why = "there was no container engine";
    try {
      comparison = ContainerComparison.measure(options);
    } catch (IOException e) {
      why = "the containers could not be started";
      System.err.println(why + ": " + e.getMessage());
    }
    if (comparison.isEmpty()) {
      report.say("Not measured: %s.", why);
      return;
    }
    report
        .plot("containers", "In containers", comparison.get().plot())
        .data("containers", comparison.get().csv())
        .say("%s", comparison.get().sentence());
  }

  private static void whereTheTimeGoes(Options options, Report report) throws Exception {
    Report.progress("where the time goes");
    try (BenchStore store = BenchStore.small(options);
        LayerProbe probe = new LayerProbe(store)) {
      describe(probe.run(options.rounds()), report);
    }
  }

  private static void describe(LayerProbe probe, Report report) throws IOException {
    List<Double> query = new ArrayList<>(probe.queryParts());
    query.addAll(List.of(0.0, 0.0));
    List<Double> purchase = probe.purchaseParts();
    CategoryChart chart =
        Plots.stackedBars("Where the time goes, one client, medians", "", "milliseconds");
    for (int i = 0; i < PARTS.size(); i++) {
      chart.addSeries(
          PARTS.get(i), List.of("query", "purchase"), List.of(query.get(i), purchase.get(i)));
    }
    report
        .section("Where a purchase's time goes")
        .plot("parts", "Where a purchase's time goes", chart)
        .data("parts", probe.csv());
    double all = purchase.stream().mapToDouble(Double::doubleValue).sum();
    int largest =
        IntStream.range(0, PARTS.size())
            .reduce((a, b) -> purchase.get(a) >= purchase.get(b) ? a : b)
            .orElseThrow();
    report.say(
        "Of the %s of one client's median purchase, %s; the largest part is %s. A query takes %s:"
            + " %s for HTTP and %s for gRPC.",
        Latencies.millis(all),
        shares(purchase, all),
        PARTS.get(largest),
        Latencies.millis(query.get(0) + query.get(1)),
        Latencies.millis(query.get(0)),
        Latencies.millis(query.get(1)));
    report.say(
        "Measured from outside: the same purchase is asked of the catalog, of the order service and"
            + " of the frontend, one call at a time, and the parts are the differences of the"
            + " medians. A call that reads (a query, an order) is what one gRPC call costs.");
  }

  private static String shares(List<Double> parts, double all) {
    List<String> shares = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      shares.add(
          String.format(
              Locale.ROOT,
              "%s takes %s (%.0f %%)",
              PARTS.get(i),
              Latencies.millis(parts.get(i)),
              100 * parts.get(i) / all));
    }
    return String.join(", ", shares);
  }

  private static void manyClients(Options options, int maxClients, Report report) throws Exception {
    Report.progress("up to " + maxClients + " clients");
    double most = maxClients;
    List<Double> steps =
        Stream.of(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0)
            .filter(x -> x <= most)
            .toList();
    Sweep sweep;
    try (BenchStore store = BenchStore.small(options)) {
      store.warmUp(16, "--p 0.5");
      sweep = new Sweep().run(options.rounds(), steps, x -> load(store, options, x));
    }
    describe(sweep, steps, report);
  }

  private static void describe(Sweep sweep, List<Double> steps, Report report) throws IOException {
    double last = steps.get(steps.size() - 1);
    XYChart latency = Latencies.plot(sweep, "Latency up to many clients, p 20 %", "clients");
    Plots.logarithmic(latency);
    XYChart rate = Plots.lines("Requests a second, p 20 %", "clients", "requests/s");
    Plots.line(rate, "queries/s", steps, steps.stream().map(sweep::queries).toList(), Plots.QUERY);
    Plots.line(
        rate, "purchases/s", steps, steps.stream().map(sweep::purchases).toList(), Plots.BUY);
    rate.getStyler().setXAxisLogarithmic(true);
    report
        .section("On to many clients")
        .plot("many-clients", "On to many clients", latency)
        .plot("many-clients-rate", "Requests a second", rate)
        .data("many-clients", sweep.csv());
    double best =
        steps.stream().max((a, b) -> Double.compare(sweep.perSecond(a), sweep.perSecond(b))).get();
    report.say(
        "The store does most work with %,.0f clients: %,.0f requests a second; with %,.0f it does"
            + " %.0f %% of that. With so many, half of the queries take up to %s, half of the"
            + " purchases up to %s, and p99 is %s and %s. %s",
        best,
        sweep.perSecond(best),
        last,
        100 * sweep.perSecond(last) / sweep.perSecond(best),
        Latencies.millis(sweep.queryMillis(last, 50)),
        Latencies.millis(sweep.buyMillis(last, 50)),
        Latencies.millis(sweep.queryMillis(last, 99)),
        Latencies.millis(sweep.buyMillis(last, 99)),
        sweep.failed() == 0
            ? "No request failed in any round."
            : String.format(Locale.ROOT, "%,d requests failed in all rounds.", sweep.failed()));
    report.table(Latencies.table(sweep, "clients"));
  }

  private static LoadReport load(BenchStore store, Options options, double clients)
      throws Exception {
    String load = "--warmup 0.5 --check 10 --p 0.2 --clients " + (int) clients;
    return store.load(options.seconds(), load);
  }
}
