package system;

import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that buy one Tux after the other, each on a connection of its own, and never repeat what
 * was not answered: they remember it.
 */
final class Buyers {
  private static final long PAUSE_NANOS = 50_000_000;

  public static final String PURCHASE = "{\"name\":\"Tux\",\"quantity\":1}";

  /** Order numbers by the keys of the purchases that were answered with them. */
  public final Map<String, Integer> answered = new ConcurrentHashMap<>();

  /** Keys of the purchases that were answered with a 503, or not at all. */
  public final Queue<String> unanswered = new ConcurrentLinkedQueue<>();

  /** What no client should see: another status, or a connection that ends within a reply. */
  public final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();

  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  public Buyers(String name, int port, int count) {
    for (int i = 0; i < count; i++) {
      String keys = name + "-" + i + "-";
      Thread thread = new Thread(() -> buyUntilStopped(port, keys), keys);
      threads.add(thread);
      thread.start();
    }
  }

  public static String key(String key) {
    return "Idempotency-Key: " + key;
  }

  private void buyUntilStopped(int port, String keys) {
    try {
      int count = 0;
      while (!stopping) {
        count = buyOnOneConnection(port, keys, count);
      }
    } catch (RuntimeException | AssertionError e) {
      wrong.add(e);
    }
  }

  /** Returns when the connection has ended; the result is the number of its next purchase. */
  private int buyOnOneConnection(int port, String keys, int first) {
    HttpConnection connection;
    try {
      connection = HttpConnection.to(port);
    } catch (UncheckedIOException e) {
      LockSupport.parkNanos(PAUSE_NANOS);
      return first;
    }
    int next = first;
    try (connection) {
      boolean open = true;
      while (open && !stopping) {
        open = buy(connection, keys + next++);
      }
    }
    return next;
  }

  /** False if the connection has ended. */
  private boolean buy(HttpConnection connection, String key) {
    try {
      connection.sendBody("POST", "/orders", PURCHASE, key(key));
    } catch (UncheckedIOException e) {
      unanswered.add(key);
      return false;
    }
    Optional<HttpReply> reply = connection.receiveIfAny();
    if (reply.isPresent() && reply.get().status() == 200) {
      answered.put(key, reply.get().integer("order_number"));
      return true;
    }
    unanswered.add(key);
    reply.ifPresent(HttpReply::assertTryAgain);
    // Or thousands of purchases would be turned away while a service is down, and repeated later.
    LockSupport.parkNanos(PAUSE_NANOS);
    return reply.isPresent() && reply.get().header("connection") == null;
  }

  /** Returns when the last purchases are answered. */
  public void stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
