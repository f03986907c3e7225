package bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;

/** The evaluation's sections on one to five clients. Every sentence is made from the numbers. */
final class ClientSections {
  private static final double MOST = 5;
  private static final double RARE = 20;
  private static final double OFTEN = 40;
  private static final double ALWAYS = 100;

  private final Grid grid;
  private final Report report;

  private ClientSections(Grid grid, Report report) {
    this.grid = grid;
    this.report = report;
  }

  /** Measures, and writes the sections. */
  static void write(Options options, Report report) throws Exception {
    Report.progress("1 to 5 clients, p from 0 to 100 %, with and without memory");
    try (BenchStore with = BenchStore.small(options);
        BenchStore without = BenchStore.withoutMemory(options)) {
      with.warmUp(16, "--p 0.5");
      without.warmUp(16, "--p 0.5");
      ClientSections sections = new ClientSections(Grid.measure(options, with, without), report);
      report.data("clients", sections.grid.csv());
      sections.clients();
      sections.probability();
      sections.sideBySide();
      sections.memory();
    }
  }

  private void clients() throws IOException {
    Sweep sweep = grid.byClients(true, OFTEN);
    report
        .section("One to five clients")
        .plot("clients-queries", "Queries", byClients("Queries, p50", true))
        .plot("clients-purchases", "Purchases", byClients("Purchases, p50", false));
    double queries = sweep.queryMillis(MOST, 50) / sweep.queryMillis(1, 50);
    double buys = sweep.buyMillis(MOST, 50) / sweep.buyMillis(1, 50);
    report.say(
        "p is the probability that a client buys what it has just looked at. At p = 40 %%, half of"
            + " one client's queries take at most %s and half of its purchases at most %s; with"
            + " five clients it is %s and %s. So five times the clients make the median query %s"
            + " as long and the median purchase %s; the store answers %s as many requests a"
            + " second.",
        Latencies.millis(sweep.queryMillis(1, 50)),
        Latencies.millis(sweep.buyMillis(1, 50)),
        Latencies.millis(sweep.queryMillis(MOST, 50)),
        Latencies.millis(sweep.buyMillis(MOST, 50)),
        Latencies.times(queries),
        Latencies.times(buys),
        Latencies.times(sweep.perSecond(MOST) / sweep.perSecond(1)));
    report.table(Latencies.table(sweep, "clients, p 40 %"));
  }

  /** A line for each p. */
  private XYChart byClients(String title, boolean ofQueries) {
    XYChart chart = Plots.lines(title, "clients", "milliseconds");
    for (double percent : Grid.PERCENTS) {
      Sweep sweep = grid.byClients(true, percent);
      if (ofQueries || percent > 0) {
        List<Double> values =
            Grid.CLIENTS.stream()
                .map(x -> ofQueries ? sweep.queryMillis(x, 50) : sweep.buyMillis(x, 50))
                .toList();
        String name = String.format(Locale.ROOT, "p %.0f %%", percent);
        Plots.line(chart, name, Grid.CLIENTS, values, Plots.shade(ofQueries, percent / 100));
      }
    }
    return chart;
  }

  private void probability() throws IOException {
    Sweep sweep = grid.byPercent(true, MOST);
    String title = "Latency against the probability of a purchase, 5 clients";
    report
        .section("How many of the queries lead to a purchase")
        .plot("probability", "Latency and p", Latencies.plot(sweep, title, "p in percent"));
    report.say(
        "When nobody buys, the five clients' median query takes %s; when each query is followed by"
            + " a purchase, %s (%s as long). The median purchase takes %s when it is rare (20 %%)"
            + " and %s when it is the rule (100 %%), %s as long.",
        Latencies.millis(sweep.queryMillis(0, 50)),
        Latencies.millis(sweep.queryMillis(ALWAYS, 50)),
        Latencies.times(sweep.queryMillis(ALWAYS, 50) / sweep.queryMillis(0, 50)),
        Latencies.millis(sweep.buyMillis(RARE, 50)),
        Latencies.millis(sweep.buyMillis(ALWAYS, 50)),
        Latencies.times(sweep.buyMillis(ALWAYS, 50) / sweep.buyMillis(RARE, 50)));
    report.table(Latencies.table(sweep, "p in %, 5 clients"));
  }

  private void sideBySide() throws IOException {
    Sweep sweep = grid.byPercent(true, MOST);
    CategoryChart chart =
        Plots.bars("Query and purchase, 5 clients, p 40 %", "part of the requests", "milliseconds");
    List<Double> percentiles = List.of(50.0, 90.0, 99.0, 99.9);
    List<String> names = List.of("p50", "p90", "p99", "p99.9");
    List<Double> queries = percentiles.stream().map(p -> sweep.queryMillis(OFTEN, p)).toList();
    List<Double> buys = percentiles.stream().map(p -> sweep.buyMillis(OFTEN, p)).toList();
    chart.addSeries("query", names, queries).setFillColor(Plots.QUERY);
    chart.addSeries("purchase", names, buys).setFillColor(Plots.BUY);
    report
        .section("Query and purchase side by side")
        .plot("operations", "Query and purchase", chart)
        .say(
            "A purchase takes %s as long as a query in the median (%s against %s) and %s at p99"
                + " (%s against %s).",
            Latencies.times(buys.get(0) / queries.get(0)),
            Latencies.millis(buys.get(0)),
            Latencies.millis(queries.get(0)),
            Latencies.times(buys.get(2) / queries.get(2)),
            Latencies.millis(buys.get(2)),
            Latencies.millis(queries.get(2)));
  }

  private void memory() throws IOException {
    Sweep with = grid.byPercent(true, MOST);
    Sweep without = grid.byPercent(false, MOST);
    report
        .section("With and without memory")
        .plot(
            "memory-clients",
            "Against the number of clients",
            compared(
                "Medians, p 20 %",
                "clients", grid.byClients(true, RARE), grid.byClients(false, RARE)))
        .plot(
            "memory-probability",
            "Against p",
            compared("Medians, 5 clients", "p in percent", with, without));
    report.say(
        "With `CACHE_SIZE=0` every query asks the catalog. When nobody buys, memory makes five"
            + " clients' median query %s instead of %s, and the store answers %s as many requests a"
            + " second; when every query is followed by a purchase, %s instead of %s.",
        Latencies.millis(with.queryMillis(0, 50)),
        Latencies.millis(without.queryMillis(0, 50)),
        Latencies.times(with.perSecond(0) / without.perSecond(0)),
        Latencies.millis(with.queryMillis(ALWAYS, 50)),
        Latencies.millis(without.queryMillis(ALWAYS, 50)));
    report.say(
        "A sale is answered only when it is forced and then every frontend has forgotten the toy,"
            + " if one may show it. What that costs the buyer: the median purchase is %s with"
            + " memory and %s without at p = 20 %%, %s and %s at p = 100 %%; of one client alone,"
            + " %s and %s. p99 of five clients at p = 20 %% is %s and %s.",
        Latencies.millis(with.buyMillis(RARE, 50)),
        Latencies.millis(without.buyMillis(RARE, 50)),
        Latencies.millis(with.buyMillis(ALWAYS, 50)),
        Latencies.millis(without.buyMillis(ALWAYS, 50)),
        Latencies.millis(grid.byClients(true, RARE).buyMillis(1, 50)),
        Latencies.millis(grid.byClients(false, RARE).buyMillis(1, 50)),
        Latencies.millis(with.buyMillis(RARE, 99)),
        Latencies.millis(without.buyMillis(RARE, 99)));
    report.table(memoryTable(with, without));
  }

  private static XYChart compared(String title, String x, Sweep with, Sweep without) {
    XYChart chart = Plots.lines(title, x, "milliseconds");
    List<Double> all = with.steps();
    List<Double> buying = all.stream().filter(step -> with.buyMillis(step, 50) > 0).toList();
    Plots.line(chart, "query", all, queries(with, all), Plots.QUERY);
    Plots.line(chart, "purchase", buying, purchases(with, buying), Plots.BUY);
    Plots.dashedLine(chart, "query, no memory", all, queries(without, all), Plots.QUERY);
    Plots.dashedLine(chart, "purchase, no memory", buying, purchases(without, buying), Plots.BUY);
    return chart;
  }

  private static List<Double> queries(Sweep sweep, List<Double> steps) {
    return steps.stream().map(step -> sweep.queryMillis(step, 50)).toList();
  }

  private static List<Double> purchases(Sweep sweep, List<Double> steps) {
    return steps.stream().map(step -> sweep.buyMillis(step, 50)).toList();
  }

  private static String memoryTable(Sweep with, Sweep without) {
    StringBuilder text =
        new StringBuilder(
            "| p in %, 5 clients | query p50 | without memory | purchase p50 | without memory |"
                + " requests/s | without memory |\n|---:|---:|---:|---:|---:|---:|---:|\n");
    for (double p : with.steps()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %.0f | %s | %s | %s | %s | %,.0f | %,.0f |%n",
              p,
              Latencies.millis(with.queryMillis(p, 50)),
              Latencies.millis(without.queryMillis(p, 50)),
              Latencies.millis(with.buyMillis(p, 50)),
              Latencies.millis(without.buyMillis(p, 50)),
              with.perSecond(p),
              without.perSecond(p)));
    }
    return text.toString();
  }
}
