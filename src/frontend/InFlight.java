package frontend;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is in hand, so that a stop can let nothing more in and wait for the rest. */
final class InFlight {
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean closed;

  /** Whether there is still time to begin; if so, {@link #leave} must follow. */
  boolean enter() {
    // Count first: close() must see everything that it did not turn away.
    count.incrementAndGet();
    if (closed) {
      count.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    count.decrementAndGet();
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Lets nothing more in and waits for what is in hand.
   *
   * @param deadline by {@link System#nanoTime}
   * @return whether everything ended in time
   */
  boolean close(long deadline) throws InterruptedException {
    closed = true;
    while (count.get() > 0 && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return count.get() == 0;
  }
}
