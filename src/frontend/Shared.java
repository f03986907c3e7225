package frontend;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Something large that many may ask for at the same time: it is made once for all that wait, and
 * never twice at a time. Each gets one whose making began after it asked.
 *
 * @param <T> what is made
 */
final class Shared<T> {
  private final Supplier<T> maker;
  private final ReentrantLock making = new ReentrantLock();

  /** What those who ask now will get; null if nobody does yet. Guarded by this. */
  private CompletableFuture<T> next;

  Shared(Supplier<T> maker) {
    this.maker = maker;
  }

  /** Waits for it; throws what the maker throws. */
  T get() {
    CompletableFuture<T> mine;
    boolean first;
    synchronized (this) {
      first = next == null;
      next = first ? new CompletableFuture<>() : next;
      mine = next;
    }
    if (first) {
      make(mine);
    }
    try {
      return mine.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ServiceException failure ? failure : e;
    }
  }

  private void make(CompletableFuture<T> mine) {
    making.lock();
    try {
      synchronized (this) {
        next = null;
      }
      mine.complete(maker.get());
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
    } finally {
      making.unlock();
    }
  }
}
