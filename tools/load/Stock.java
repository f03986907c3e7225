package load;

import java.util.Arrays;

/**
 * What the clients of one event loop know of the stock. While the load runs nobody fills the
 * shelves, so a query that starts after a reply showed n pieces must not see more than n: a store
 * that does has shown somebody a sale and taken it back.
 */
final class Stock {
  private final int[] lowest;
  private final long[] sold;

  Stock(int toys) {
    lowest = new int[toys];
    Arrays.fill(lowest, Integer.MAX_VALUE);
    sold = new long[toys];
  }

  /** The most that a query which starts now may see. */
  int max(Toy toy) {
    return lowest[toy.index()];
  }

  /** A reply showed this stock to a query that started when {@link #max} was {@code max}. */
  void seen(Toy toy, int stock, int max) {
    if (stock > max) {
      throw new WrongReply("the stock of " + toy.name() + " rose from " + max + " to " + stock);
    }
    lowest[toy.index()] = Math.min(stock, lowest[toy.index()]);
  }

  /** A purchase that started when {@link #max} was {@code max} was answered with a number. */
  void bought(Toy toy, int pieces, int max) {
    sold[toy.index()] += pieces;
    if (max == Integer.MAX_VALUE) {
      return;
    }
    if (max < pieces) {
      throw new WrongReply(
          pieces + " pieces of " + toy.name() + " were sold when there were at most " + max);
    }
    lowest[toy.index()] = Math.min(max - pieces, lowest[toy.index()]);
  }

  /** Pieces sold to our clients, as far as the store said so. */
  long sold(Toy toy) {
    return sold[toy.index()];
  }
}
