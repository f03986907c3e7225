package common.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A number that only grows while the process lives. Safe for many threads, which hardly meet. */
public final class Counter implements Series {
  private final LongAdder count = new LongAdder();

  Counter() {}

  /** Adds one. */
  public void increment() {
    if (Metrics.COUNTING) {
      count.increment();
    }
  }

  @Override
  public void write(String name, String labels, StringBuilder text) {
    Metrics.sample(text, name, labels, Long.toString(count.sum()));
  }
}
