package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import load.LoadReport;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;

/** Measures and describes, section by section. Every sentence is made from the numbers. */
final class Evaluation {
  private static final int CLIENTS = 5;
  private static final List<String> PARTS =
      List.of("HTTP", "gRPC", "commit in the catalog", "commit in the order service");

  private final Options options;
  private final int maxClients;
  private final Plots plots;
  private final StringBuilder text = new StringBuilder();

  /**
   * An evaluation that was not run yet.
   *
   * @param docs plots and raw data go to the folder evaluation in it
   */
  Evaluation(Options options, Path docs, int maxClients) throws IOException {
    this.options = options;
    this.maxClients = maxClients;
    this.plots = new Plots(docs.resolve("evaluation"));
  }

  /** All sections, as Markdown. */
  String run() throws Exception {
    try (BenchStore store = BenchStore.small(options)) {
      store.warmUp(16, "--p 0.5");
      fewClients(store);
      Sweep byProbability = probability(store);
      sideBySide(byProbability);
      manyClients(store);
    }
    try (BenchStore store = BenchStore.small(options);
        LayerProbe probe = new LayerProbe(store)) {
      whereTheTimeGoes(probe.run(options.rounds()));
    }
    containers();
    return text.toString();
  }

  private void containers() throws Exception {
    progress("containers");
    Optional<ContainerComparison> comparison = Optional.empty();
    String why = "there was no container engine";
    try {
      comparison = ContainerComparison.measure(options);
    } catch (IOException e) {
      why = "the containers could not be started";
      System.err.println(why + ": " + e.getMessage());
    }
    if (comparison.isEmpty()) {
      text.append("## In containers\n\nNot measured: ").append(why).append(".\n\n");
      return;
    }
    plots.save("containers", comparison.get().plot());
    plots.saveData("containers", comparison.get().csv());
    section("In containers", "containers");
    text.append(comparison.get().sentence()).append("\n\n");
  }

  private void fewClients(BenchStore store) throws Exception {
    progress("1 to 5 clients");
    List<Double> steps = IntStream.rangeClosed(1, CLIENTS).mapToObj(i -> (double) i).toList();
    Sweep sweep = new Sweep().run(options.rounds(), steps, x -> load(store, x, 0.5));
    plots.save(
        "clients", Latencies.plot(sweep, "Latency against the number of clients", "clients"));
    plots.saveData("clients", sweep.csv());
    section("One to five clients", "clients");
    double queries = sweep.queryMillis(CLIENTS, 50) / sweep.queryMillis(1, 50);
    double buys = sweep.buyMillis(CLIENTS, 50) / sweep.buyMillis(1, 50);
    say(
        "With one client half of the queries take at most %s and half of the purchases at most %s;"
            + " with five, %s and %s. Five times the clients make the median query %s as long and"
            + " the median purchase %s, so %s feels the others more; the store answers %s"
            + " as many requests a second.",
        Latencies.millis(sweep.queryMillis(1, 50)),
        Latencies.millis(sweep.buyMillis(1, 50)),
        Latencies.millis(sweep.queryMillis(CLIENTS, 50)),
        Latencies.millis(sweep.buyMillis(CLIENTS, 50)),
        Latencies.times(queries),
        Latencies.times(buys),
        queries > buys ? "a query" : "a purchase",
        Latencies.times(sweep.perSecond(CLIENTS) / sweep.perSecond(1)));
    text.append(Latencies.table(sweep, "clients")).append('\n');
  }

  private Sweep probability(BenchStore store) throws Exception {
    progress("p from 0 to 100 %");
    List<Double> steps = Stream.of(0.0, 20.0, 40.0, 60.0, 80.0, 100.0).toList();
    Sweep sweep = new Sweep().run(options.rounds(), steps, x -> load(store, CLIENTS, x / 100));
    String title = "Latency against the probability of a purchase, 5 clients";
    plots.save("probability", Latencies.plot(sweep, title, "p in percent"));
    plots.saveData("probability", sweep.csv());
    section("How many of the queries lead to a purchase", "probability");
    say(
        "When nobody buys, the five clients' median query takes %s; when each query is followed by"
            + " a purchase, %s (%s as long). The median purchase takes %s when it is rare (20 %%)"
            + " and %s when it is the rule (100 %%), %s as long.",
        Latencies.millis(sweep.queryMillis(0, 50)),
        Latencies.millis(sweep.queryMillis(100, 50)),
        Latencies.times(sweep.queryMillis(100, 50) / sweep.queryMillis(0, 50)),
        Latencies.millis(sweep.buyMillis(20, 50)),
        Latencies.millis(sweep.buyMillis(100, 50)),
        Latencies.times(sweep.buyMillis(100, 50) / sweep.buyMillis(20, 50)));
    text.append(Latencies.table(sweep, "p in %")).append('\n');
    return sweep;
  }

  private void sideBySide(Sweep sweep) throws IOException {
    CategoryChart chart =
        Plots.bars("Query and purchase, 5 clients, p 40 %", "part of the requests", "milliseconds");
    List<Double> percentiles = List.of(50.0, 90.0, 99.0, 99.9);
    List<String> names = List.of("p50", "p90", "p99", "p99.9");
    double x = 40;
    List<Double> queries = percentiles.stream().map(p -> sweep.queryMillis(x, p)).toList();
    List<Double> buys = percentiles.stream().map(p -> sweep.buyMillis(x, p)).toList();
    chart.addSeries("query", names, queries).setFillColor(Plots.QUERY);
    chart.addSeries("purchase", names, buys).setFillColor(Plots.BUY);
    plots.save("operations", chart);
    section("Query and purchase side by side", "operations");
    say(
        "A purchase takes %s as long as a query in the median (%s against %s) and %s at p99 (%s"
            + " against %s).",
        Latencies.times(buys.get(0) / queries.get(0)),
        Latencies.millis(buys.get(0)),
        Latencies.millis(queries.get(0)),
        Latencies.times(buys.get(2) / queries.get(2)),
        Latencies.millis(buys.get(2)),
        Latencies.millis(queries.get(2)));
  }

  private void whereTheTimeGoes(LayerProbe probe) throws IOException {
    progress("where the time goes");
    List<Double> query = new ArrayList<>(probe.queryParts());
    query.addAll(List.of(0.0, 0.0));
    List<Double> purchase = probe.purchaseParts();
    CategoryChart chart =
        Plots.stackedBars("Where the time goes, one client, medians", "", "milliseconds");
    for (int i = 0; i < PARTS.size(); i++) {
      chart.addSeries(
          PARTS.get(i), List.of("query", "purchase"), List.of(query.get(i), purchase.get(i)));
    }
    plots.save("parts", chart);
    plots.saveData("parts", probe.csv());
    section("Where a purchase's time goes", "parts");
    double all = purchase.stream().mapToDouble(Double::doubleValue).sum();
    int largest =
        IntStream.range(0, PARTS.size())
            .reduce((a, b) -> purchase.get(a) >= purchase.get(b) ? a : b)
            .orElseThrow();
    say(
        "Of the %s of one client's median purchase, %s; the largest part is %s. A query takes %s:"
            + " %s for HTTP and %s for gRPC.",
        Latencies.millis(all),
        shares(purchase, all),
        PARTS.get(largest),
        Latencies.millis(query.get(0) + query.get(1)),
        Latencies.millis(query.get(0)),
        Latencies.millis(query.get(1)));
    say(
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

  private void manyClients(BenchStore store) throws Exception {
    progress("up to " + maxClients + " clients");
    double most = maxClients;
    List<Double> steps =
        Stream.of(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0)
            .filter(x -> x <= most)
            .toList();
    Sweep sweep = new Sweep().run(options.rounds(), steps, x -> load(store, x, 0.2));
    double last = steps.get(steps.size() - 1);
    XYChart latency = Latencies.plot(sweep, "Latency up to many clients, p 20 %", "clients");
    Plots.logarithmic(latency);
    plots.save("many-clients", latency);
    XYChart rate = Plots.lines("Requests a second, p 20 %", "clients", "requests/s");
    Plots.line(rate, "queries/s", steps, steps.stream().map(sweep::queries).toList(), Plots.QUERY);
    Plots.line(
        rate, "purchases/s", steps, steps.stream().map(sweep::purchases).toList(), Plots.BUY);
    rate.getStyler().setXAxisLogarithmic(true);
    plots.save("many-clients-rate", rate);
    plots.saveData("many-clients", sweep.csv());
    section("On to many clients", "many-clients");
    text.append("![Requests a second](evaluation/many-clients-rate.png)\n\n");
    double best =
        steps.stream().max((a, b) -> Double.compare(sweep.perSecond(a), sweep.perSecond(b))).get();
    say(
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
    text.append(Latencies.table(sweep, "clients")).append('\n');
  }

  private LoadReport load(BenchStore store, double clients, double p) throws Exception {
    String load = "--warmup 0.5 --check 10 --clients " + (int) clients + " --p " + p;
    return store.load(options.seconds(), load);
  }

  private void section(String title, String plot) {
    text.append("## ").append(title).append("\n\n");
    text.append("![").append(title).append("](evaluation/").append(plot).append(".png)\n\n");
  }

  private void say(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append("\n\n");
  }

  private static void progress(String what) {
    System.err.println("measuring " + what);
  }
}
