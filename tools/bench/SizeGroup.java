package bench;

import bench.BenchTable.Goal;
import java.util.List;

/** A store with many toys and orders against a store with few. */
final class SizeGroup implements Group {
  private static final Goal NEARLY_AS_FAST = Goal.atLeast(0.90);

  @Override
  public String name() {
    return "size";
  }

  @Override
  public void run(Options options, BenchTable table) throws Exception {
    List<Series> measured;
    try (BenchStore small = BenchStore.small(options);
        BenchStore big = new BenchStore(options, 10_000, 1_000_000).start()) {
      small.warmUp(64, "--p 0.5");
      big.warmUp(64, "--p 0.5");
      String buy = "--clients 64 --buy-only --check 0";
      String query = "--clients 64 --query-only";
      double seconds = options.seconds();
      measured =
          Series.inTurns(
              options.rounds(),
              () -> small.load(seconds, buy).perSecond(),
              () -> big.load(seconds, buy).perSecond(),
              () -> small.load(seconds, query).perSecond(),
              () -> big.load(seconds, query).perSecond());
    }
    String sizes = ", 10,000 toys and 1,000,000 orders ÷ 10 toys and none";
    table.addRatio("purchases/s" + sizes, measured.get(1), measured.get(0), NEARLY_AS_FAST, "/s");
    table.addRatio("queries/s" + sizes, measured.get(3), measured.get(2), NEARLY_AS_FAST, "/s");
  }
}
