package bench;

import bench.BenchTable.Goal;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import load.LoadReport;

/**
 * What a reader notices of others that buy, against others that read: four clients that ask every 5
 * ms measure, 64 others make the load.
 */
final class ReaderGroup implements Group {
  @Override
  public String name() {
    return "p99";
  }

  @Override
  public void run(Options options, BenchTable table) throws Exception {
    List<Series> measured;
    ExecutorService others = Executors.newSingleThreadExecutor();
    try (BenchStore store = BenchStore.small(options)) {
      store.warmUp(64, "--p 0.5");
      measured =
          Series.inTurns(
              options.rounds(),
              () -> readerP99(store, options.seconds(), others, "--buy-only"),
              () -> readerP99(store, options.seconds(), others, "--query-only"));
    } finally {
      others.shutdown();
    }
    table.addRatio(
        "query p99 while 64 clients buy ÷ query p99 while 64 clients query",
        measured.get(0),
        measured.get(1),
        Goal.atMost(2),
        "ms");
  }

  private static double readerP99(
      BenchStore store, double seconds, ExecutorService others, String what) throws Exception {
    Future<LoadReport> load =
        others.submit(() -> store.load(seconds + 0.5, "--clients 64 --check 0 " + what));
    LoadReport reader = store.load(seconds, "--warmup 0.3 --clients 4 --think 5 --query-only");
    load.get();
    return reader.query().percentileMillis(99);
  }
}
