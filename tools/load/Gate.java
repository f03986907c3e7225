package load;

import java.util.concurrent.atomic.AtomicInteger;

/** Opens when all clients have arrived: no check begins while another client is still measured. */
final class Gate {
  private final AtomicInteger missing;

  Gate(int clients) {
    missing = new AtomicInteger(clients);
  }

  /** Returns whether this was the last. */
  boolean arrive() {
    return missing.decrementAndGet() == 0;
  }

  boolean isOpen() {
    return missing.get() == 0;
  }
}
