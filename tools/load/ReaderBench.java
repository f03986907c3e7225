package load;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a reader notices of others that buy, against others that read: four clients that ask every 5
 * ms measure, 64 others make the load.
 */
final class ReaderBench implements Group {
  private static final double MOST = 2;

  private final Series whileBuying = new Series();
  private final Series whileReading = new Series();

  @Override
  public void run(BenchOptions options, BenchTable table) throws Exception {
    ExecutorService others = Executors.newSingleThreadExecutor();
    try (StoreUnderTest shop = new StoreUnderTest(options, 10, 0).start()) {
      shop.warmUp(options, 64, "--p", "0.5");
      for (int round = 0; round < options.rounds(); round++) {
        whileBuying.add(readerP99(shop, options, others, "--buy-only"));
        whileReading.add(readerP99(shop, options, others, "--query-only"));
      }
    } finally {
      others.shutdown();
    }
    table.addRatio(
        "query p99 while 64 clients buy ÷ query p99 while 64 clients query",
        whileBuying,
        whileReading,
        Goal.atMost(MOST),
        "ms");
  }

  private static double readerP99(
      StoreUnderTest shop, BenchOptions options, ExecutorService others, String what)
      throws Exception {
    Callable<LoadReport> load =
        () -> shop.load(options.seconds() + 0.5, "--clients", "64", "--check", "0", what);
    Future<LoadReport> running = others.submit(load);
    LoadReport reader =
        shop.load(
            options.seconds(), "--warmup", "0.3", "--clients", "4", "--think", "5", "--query-only");
    running.get();
    return reader.query().percentileMillis(99);
  }
}
