package common.metrics;

import java.math.BigDecimal;
import java.util.concurrent.atomic.LongAdder;

/**
 * How values are distributed: how many were at most each bound, how many there were, and their sum.
 * Safe for many threads, which hardly meet; observing allocates nothing.
 */
public final class Histogram implements Series {
  /** From 0.1 ms, less than a query takes, to 5 s, more than any deadline. */
  private static final long[] NANOS = {
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    100_000_000,
    250_000_000,
    500_000_000,
    1_000_000_000,
    2_500_000_000L,
    5_000_000_000L
  };

  private static final long[] SIZES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
  private static final int NANO_DIGITS = 9;

  private final long[] bounds;

  /** The bounds are shown with so many of their digits behind the point. */
  private final int decimals;

  /** Those above the last bound are in the last one. */
  private final LongAdder[] buckets;

  private final LongAdder sum = new LongAdder();

  private Histogram(long[] bounds, int decimals) {
    this.bounds = bounds;
    this.decimals = decimals;
    this.buckets = new LongAdder[bounds.length + 1];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  /** Of times: observed in nanoseconds, shown in seconds. */
  static Histogram ofNanos() {
    return new Histogram(NANOS, NANO_DIGITS);
  }

  /** Of numbers of things that go together. */
  static Histogram ofSizes() {
    return new Histogram(SIZES, 0);
  }

  /** Takes a value: nanoseconds, or a number of things. */
  public void observe(long value) {
    if (Metrics.COUNTING) {
      int bucket = 0;
      while (bucket < bounds.length && value > bounds[bucket]) {
        bucket++;
      }
      buckets[bucket].increment();
      sum.add(value);
    }
  }

  @Override
  public void write(String name, String labels, StringBuilder text) {
    String before = labels.isEmpty() ? "" : labels + ",";
    // Each bucket is read once, so that the last one and the count agree.
    long count = 0;
    for (int i = 0; i < buckets.length; i++) {
      count += buckets[i].sum();
      String bound = i < bounds.length ? scaled(bounds[i]) : "+Inf";
      Metrics.sample(text, name + "_bucket", before + "le=\"" + bound + "\"", Long.toString(count));
    }
    Metrics.sample(text, name + "_sum", labels, scaled(sum.sum()));
    Metrics.sample(text, name + "_count", labels, Long.toString(count));
  }

  private String scaled(long value) {
    return value == 0
        ? "0"
        : BigDecimal.valueOf(value, decimals).stripTrailingZeros().toPlainString();
  }
}
