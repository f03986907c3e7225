package load;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The orders of one client that it will ask for: all, or when there are more than the limit a
 * uniform random sample of them (reservoir sampling, Vitter's algorithm R).
 */
final class OrderSample {
  /** A purchase that was answered with an order number. */
  record Order(long number, Toy toy, int quantity) {}

  private final int limit;
  private final SplittableRandom random;
  private final List<Order> orders = new ArrayList<>();
  private long offered;

  OrderSample(int limit, SplittableRandom random) {
    this.limit = limit;
    this.random = random;
  }

  void add(Order order) {
    offered++;
    if (orders.size() < limit) {
      orders.add(order);
      return;
    }
    long place = random.nextLong(offered);
    if (place < limit) {
      orders.set((int) place, order);
    }
  }

  List<Order> orders() {
    return orders;
  }
}
