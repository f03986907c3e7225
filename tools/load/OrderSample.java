package load;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The orders of one client that it will ask for: all, or when there are more than the limit a
 * uniform random sample of them (reservoir sampling, Vitter's algorithm R).
 */
final class OrderSample {
  private final int limit;
  private final SplittableRandom random;
  private long[] numbers = new long[0];
  private int[] toys = new int[0];
  private int[] quantities = new int[0];
  private int size;
  private long offered;

  OrderSample(int limit, SplittableRandom random) {
    this.limit = limit;
    this.random = random;
  }

  void add(long number, int toy, int quantity) {
    offered++;
    if (size < limit) {
      makeRoom();
      set(size++, number, toy, quantity);
    } else {
      long place = random.nextLong(offered);
      if (place < limit) {
        set((int) place, number, toy, quantity);
      }
    }
  }

  int size() {
    return size;
  }

  long number(int i) {
    return numbers[i];
  }

  int toy(int i) {
    return toys[i];
  }

  int quantity(int i) {
    return quantities[i];
  }

  private void set(int i, long number, int toy, int quantity) {
    numbers[i] = number;
    toys[i] = toy;
    quantities[i] = quantity;
  }

  private void makeRoom() {
    if (size == numbers.length) {
      int length = Math.min(limit, Math.max(16, 2 * size));
      numbers = Arrays.copyOf(numbers, length);
      toys = Arrays.copyOf(toys, length);
      quantities = Arrays.copyOf(quantities, length);
    }
  }
}
