package load;

/** A store with many toys and orders against a store with few. */
final class SizeBench implements Group {
  private static final double LEAST = 0.90;

  private final Series smallBuys = new Series();
  private final Series bigBuys = new Series();
  private final Series smallQueries = new Series();
  private final Series bigQueries = new Series();

  @Override
  public void run(BenchOptions options, BenchTable table) throws Exception {
    try (StoreUnderTest small = new StoreUnderTest(options, 10, 0).start();
        StoreUnderTest big = new StoreUnderTest(options, 10_000, 1_000_000).start()) {
      warmUp(small, options);
      warmUp(big, options);
      for (int round = 0; round < options.rounds(); round++) {
        smallBuys.add(buys(small, options));
        bigBuys.add(buys(big, options));
        smallQueries.add(queries(small, options));
        bigQueries.add(queries(big, options));
      }
    }
    String sizes = ", 10,000 toys and 1,000,000 orders ÷ 10 toys and none";
    table.addRatio("purchases/s" + sizes, bigBuys, smallBuys, Goal.atLeast(LEAST), "/s");
    table.addRatio("queries/s" + sizes, bigQueries, smallQueries, Goal.atLeast(LEAST), "/s");
  }

  private static void warmUp(StoreUnderTest shop, BenchOptions options) throws Exception {
    shop.warmUp(options, 64, "--p", "0.5");
  }

  private static double buys(StoreUnderTest shop, BenchOptions options) throws Exception {
    return shop.load(options.seconds(), "--clients", "64", "--buy-only", "--check", "0")
        .buy()
        .perSecond();
  }

  private static double queries(StoreUnderTest shop, BenchOptions options) throws Exception {
    return shop.load(options.seconds(), "--clients", "64", "--query-only").query().perSecond();
  }
}
