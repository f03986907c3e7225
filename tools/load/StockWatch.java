package load;

import java.util.Arrays;

/**
 * What the clients of one event loop know of the stock. While the load runs nobody fills the
 * shelves, so a query that starts after a reply showed n pieces must not see more than n: a store
 * that does has shown somebody a sale and taken it back.
 */
final class StockWatch {
  private final int[] lowest;
  private final long[] sold;

  StockWatch(int toys) {
    lowest = new int[toys];
    Arrays.fill(lowest, Integer.MAX_VALUE);
    sold = new long[toys];
  }

  /** The most that a query which starts now may see. */
  int most(Toy toy) {
    return lowest[toy.index()];
  }

  /** A reply showed this stock to a query that started when {@link #most} was {@code most}. */
  void seen(Toy toy, int stock, int most) {
    if (stock > most) {
      throw new WrongReplyException(
          "the stock of " + toy.name() + " rose from " + most + " to " + stock);
    }
    lowest[toy.index()] = Math.min(stock, lowest[toy.index()]);
  }

  /** A purchase that started when {@link #most} was {@code most} was answered with a number. */
  void bought(Toy toy, int pieces, int most) {
    sold[toy.index()] += pieces;
    if (most == Integer.MAX_VALUE) {
      return;
    }
    if (most < pieces) {
      throw new WrongReplyException(
          pieces + " pieces of " + toy.name() + " were sold when there were at most " + most);
    }
    lowest[toy.index()] = Math.min(most - pieces, lowest[toy.index()]);
  }

  /** Pieces sold to our clients, as far as the store said so. */
  long sold(Toy toy) {
    return sold[toy.index()];
  }
}
