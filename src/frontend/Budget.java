package frontend;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of the heap that may be held at a time for one purpose. */
final class Budget {
  private final long most;
  private final AtomicLong held = new AtomicLong();

  Budget(long most) {
    this.most = most;
  }

  /** Whether there is room, as there is for anything alone; if so, {@link #give} must follow. */
  boolean take(long bytes) {
    long all = held.addAndGet(bytes);
    if (all > most && all > bytes) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void give(long bytes) {
    held.addAndGet(-bytes);
  }
}
