package frontend;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets requests in, and at the end lets none in and waits for those inside. Three stages: open;
 * draining (work in hand goes on, new requests are turned away with a reply); shut (connections are
 * about to be cut, so not even that, lest a reply be cut in its middle).
 */
final class Gate {
  private enum Stage {
    OPEN,
    DRAINING,
    SHUT
  }

  /** Those that are getting a reply of any kind, and those among them that are worked on. */
  private final AtomicInteger inside = new AtomicInteger();

  private final AtomicInteger working = new AtomicInteger();
  private volatile Stage stage = Stage.OPEN;

  /** True if a reply may be written; then {@link #leave} must follow. */
  boolean enter() {
    inside.incrementAndGet();
    if (stage == Stage.SHUT) {
      inside.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    inside.decrementAndGet();
  }

  /** True if work may begin; then {@link #endWork} must follow. */
  boolean beginWork() {
    working.incrementAndGet();
    if (stage != Stage.OPEN) {
      working.decrementAndGet();
      return false;
    }
    return true;
  }

  void endWork() {
    working.decrementAndGet();
  }

  boolean isDraining() {
    return stage != Stage.OPEN;
  }

  /**
   * Lets no more work begin and waits for the work in hand; then lets nobody in, and waits for
   * those inside.
   *
   * @return whether all ended within the time
   */
  boolean close(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    stage = Stage.DRAINING;
    awaitZero(working, end);
    stage = Stage.SHUT;
    awaitZero(inside, end);
    return inside.get() == 0;
  }

  private static void awaitZero(AtomicInteger count, long end) throws InterruptedException {
    while (count.get() > 0 && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }
}
