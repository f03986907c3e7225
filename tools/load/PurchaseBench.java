package load;

import java.nio.file.Path;
import java.util.Locale;

/** Purchases against the disk's forces and against the bare HttpServer. */
final class PurchaseBench implements Group {
  private static final String CLIENTS = "64";
  private static final double LEAST_OF_FORCES = 1.5;
  private static final double LEAST_OF_BARE = 0.22;

  private final Series purchases = new Series();
  private final Series forces = new Series();
  private final Series bare = new Series();

  @Override
  public void run(BenchOptions options, BenchTable table) throws Exception {
    try (StoreUnderTest shop = new StoreUnderTest(options, 10, 0).start();
        OwnProcess server = OwnProcess.bareServer(options.workers(), QueryBench.replyLength())) {
      String host = server.line().replaceFirst("^.* ", "");
      shop.warmUp(options, 64, "--buy-only");
      StoreUnderTest.load(host, options.warmup(), "--clients", CLIENTS, "--path", "/");
      Path file = shop.folder().resolve("forced");
      for (int round = 0; round < options.rounds(); round++) {
        purchases.add(buy(shop, options.seconds()));
        forces.add(force(file, options.seconds()));
        bare.add(
            StoreUnderTest.load(host, options.seconds(), "--clients", CLIENTS, "--path", "/")
                .query()
                .perSecond());
      }
    }
    table.addRatio(
        "durable purchases/s, 64 clients, ÷ forces/s of one thread on the same disk",
        purchases,
        forces,
        Goal.atLeast(LEAST_OF_FORCES),
        "/s");
    table.addRatio(
        "durable purchases/s, 64 clients, ÷ bare HttpServer req/s, 64 connections",
        purchases,
        bare,
        Goal.atLeast(LEAST_OF_BARE),
        "/s");
  }

  private static double buy(StoreUnderTest shop, double seconds) throws Exception {
    return shop.load(seconds, "--clients", CLIENTS, "--buy-only", "--check", "10")
        .buy()
        .perSecond();
  }

  private static double force(Path file, double seconds) throws Exception {
    String time = String.format(Locale.ROOT, "%.3f", seconds);
    try (OwnProcess process = new OwnProcess(BareForce.class, file.toString(), time)) {
      return Double.parseDouble(process.line());
    }
  }
}
