package frontend;

import java.net.InetAddress;

/**
 * A thread that may be waiting for a client. Another thread, the watch, may cut the wait short: to
 * interrupt a thread that waits for a socket closes that socket, and so costs that client and
 * nobody else.
 *
 * <p>How long it takes is counted in looks of the watch, one in 10 ms, and not in time: on a
 * machine where threads wait for a processor, the watch waits too, and nobody is cut off for that.
 */
final class ClientWait {
  private final Thread thread = Thread.currentThread();

  /** Null until it is known. */
  private volatile InetAddress address;

  private int looks;
  private boolean over;
  private boolean cutShort;

  /** By the watch alone: how often it has looked, now included. */
  int look() {
    return ++looks;
  }

  int looks() {
    return looks;
  }

  /** Where the client is, once that is known. */
  void isAt(InetAddress known) {
    address = known;
  }

  InetAddress address() {
    return address;
  }

  synchronized void cutShort() {
    if (!over) {
      cutShort = true;
      thread.interrupt();
    }
  }

  /** On the thread itself: from now on it is not interrupted. */
  synchronized void end() {
    over = true;
    if (cutShort) {
      Thread.interrupted();
    }
  }
}
