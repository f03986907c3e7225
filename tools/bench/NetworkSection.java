package bench;

import java.util.List;
import org.knowm.xchart.XYChart;
import store.Service;

/** The store as clients on another machine see it: over a link that takes its time. */
final class NetworkSection {
  private static final int CLIENTS = 5;
  private static final List<Double> ROUND_TRIPS = List.of(0.0, 1.0, 5.0, 20.0);
  private static final double FAR = 20;

  private NetworkSection() {}

  /** Measures, and writes the section. */
  static void write(Options options, Report report) throws Exception {
    Report.progress("over a network");
    String load = "--warmup 0.5 --check 10 --p 0.2 --clients " + CLIENTS;
    Sweep sweep;
    try (BenchStore store = BenchStore.small(options);
        DelayedLink link = new DelayedLink(store.processes().port(Service.FRONTEND))) {
      store.warmUp(16, "--p 0.2");
      sweep =
          new Sweep()
              .run(
                  options.rounds(),
                  ROUND_TRIPS,
                  millis -> {
                    link.setRoundTripMillis(millis);
                    return BenchStore.load(link.host(), options.seconds(), load);
                  });
    }
    XYChart chart =
        Latencies.plot(sweep, "Latency over a network, 5 clients, p 20 %", "round trip in ms");
    report
        .section("Over a network")
        .plot("network", "Latency over a network", chart)
        .data("network", sweep.csv())
        .say(
            "The load reaches the frontend over a link on loopback that delivers every byte half a"
                + " round trip later. A request over a kept connection takes one round trip and"
                + " what it takes on the machine itself: with %.0f ms a median query takes %s and"
                + " a median purchase %s, which is %s and %s more than over the link without"
                + " delay; and five clients get %,.0f requests a second, as each waits.",
            FAR,
            Latencies.millis(sweep.queryMillis(FAR, 50)),
            Latencies.millis(sweep.buyMillis(FAR, 50)),
            Latencies.millis(sweep.queryMillis(FAR, 50) - sweep.queryMillis(0, 50)),
            Latencies.millis(sweep.buyMillis(FAR, 50) - sweep.buyMillis(0, 50)),
            sweep.perSecond(FAR))
        .table(Latencies.table(sweep, "round trip in ms"));
  }
}
