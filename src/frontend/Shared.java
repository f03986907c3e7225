package frontend;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Something large that many may ask for at the same time: it is made once for all that wait, and
 * never twice at a time. Each gets one whose making began after it asked.
 *
 * @param <T> what is made
 */
final class Shared<T> {
  private final Supplier<CompletableFuture<T>> maker;

  /** What is being made, and what those get who ask meanwhile; null if there is none. */
  private CompletableFuture<T> inTheMaking;

  private CompletableFuture<T> next;

  /**
   * @param maker must not throw
   */
  Shared(Supplier<CompletableFuture<T>> maker) {
    this.maker = maker;
  }

  CompletableFuture<T> get() {
    CompletableFuture<T> mine = new CompletableFuture<>();
    synchronized (this) {
      if (inTheMaking != null) {
        next = next == null ? mine : next;
        return next;
      }
      inTheMaking = mine;
    }
    make(mine);
    return mine;
  }

  private void make(CompletableFuture<T> promised) {
    maker
        .get()
        .whenComplete(
            (made, failure) -> {
              CompletableFuture<T> following;
              synchronized (this) {
                following = next;
                inTheMaking = next;
                next = null;
              }
              if (following != null) {
                make(following);
              }
              if (failure == null) {
                promised.complete(made);
              } else {
                promised.completeExceptionally(failure);
              }
            });
  }
}
