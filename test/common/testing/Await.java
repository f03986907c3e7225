package common.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions, so that no test sleeps for a guessed time. */
public final class Await {
  private static final Duration AT_MOST = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = Duration.ofMillis(2).toNanos();

  private Await() {}

  /** Returns as soon as the condition holds; fails the test if it does not within 20 seconds. */
  public static void until(String what, Callable<Boolean> condition) {
    until(what, AT_MOST, condition);
  }

  /** Returns as soon as the condition holds; fails the test if it does not within the time. */
  public static void until(String what, Duration time, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + time.toNanos();
    while (!holds(what, condition)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("did not happen within " + time.toMillis() + " ms: " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static boolean holds(String what, Callable<Boolean> condition) {
    try {
      return condition.call();
    } catch (Exception e) {
      throw new AssertionError("cannot tell whether: " + what, e);
    }
  }
}
