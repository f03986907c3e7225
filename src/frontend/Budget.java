package frontend;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of the heap that may be held at a time for one purpose. */
final class Budget {
  private final long most;
  private final AtomicLong held = new AtomicLong();

  Budget(long most) {
    this.most = most;
  }

  /** Whether there is room; if so, {@link #give} must follow. */
  boolean take(long bytes) {
    if (held.addAndGet(bytes) > most) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void give(long bytes) {
    held.addAndGet(-bytes);
  }
}
