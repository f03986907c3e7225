package load;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What left the shelves during a run against what its clients bought, summed over the toys. Other
 * clients of the store, and purchases whose outcome was not learnt, may have taken more; nobody can
 * have taken less.
 *
 * @param sold pieces in the orders of this run
 * @param gone pieces that GET /products shows fewer than before
 * @param wrong set when a toy has fewer pieces gone than were sold
 * @param why what was not looked at, or null
 */
record StockBalance(long sold, long gone, Optional<WrongReply> wrong, String why) {
  static final StockBalance NOT_LOOKED_AT =
      new StockBalance(0, 0, Optional.empty(), "not looked at");

  static StockBalance of(
      Toy[] toys,
      Map<String, ReplyCheck.Product> before,
      List<StockWatch> stocks,
      LoadOptions options) {
    Map<String, ReplyCheck.Product> after;
    try {
      after = StoreProbe.products(options.host());
    } catch (IOException e) {
      return new StockBalance(
          0, 0, Optional.empty(), "not looked at, as the store does not answer: " + e.getMessage());
    } catch (WrongReplyException e) {
      return new StockBalance(0, 0, wrong(e.getMessage(), ""), null);
    }
    return compare(toys, before, after, stocks);
  }

  private static StockBalance compare(
      Toy[] toys,
      Map<String, ReplyCheck.Product> before,
      Map<String, ReplyCheck.Product> after,
      List<StockWatch> stocks) {
    long allSold = 0;
    long allGone = 0;
    Optional<WrongReply> wrong = Optional.empty();
    for (Toy toy : toys) {
      if (!toy.exists()) {
        continue;
      }
      ReplyCheck.Product now = after.get(toy.name());
      long sold = stocks.stream().mapToLong(watch -> watch.sold(toy)).sum();
      long gone = now == null ? -1 : before.get(toy.name()).quantity() - now.quantity();
      if (gone < sold) {
        wrong =
            wrong(
                sold + " pieces of " + toy.name() + " were sold, but " + gone + " are gone",
                String.valueOf(now));
      }
      allSold += sold;
      allGone += gone;
    }
    return new StockBalance(allSold, allGone, wrong, null);
  }

  private static Optional<WrongReply> wrong(String reason, String reply) {
    return Optional.of(new WrongReply(reason, "GET /products", reply));
  }

  @Override
  public String toString() {
    return why != null
        ? why
        : String.format(
            Locale.ROOT, "%,d pieces sold to these clients, %,d fewer on the shelves", sold, gone);
  }
}
