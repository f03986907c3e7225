package frontend;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions instead of for time. */
final class Await {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

  private Await() {}

  /** Returns when the condition holds; fails when it does not within 20 s. */
  static void until(String what, BooleanSupplier condition) {
    until(what, LONG_ENOUGH, condition);
  }

  /** Returns when the condition holds; fails when it does not within the time. */
  static void until(String what, Duration time, BooleanSupplier condition) {
    long end = System.nanoTime() + time.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + time.toMillis() + " ms: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
