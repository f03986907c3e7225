package abuse;

import http.Connection;
import http.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Normal clients beside an attack. Some keep their connection and their cookie, one comes anew for
 * each request. As HTTP libraries do, they repeat a request on a new connection, once, if the kept
 * one turns out to be closed before a reply began.
 */
final class Bystanders implements AutoCloseable {
  private static final int REGULARS = 4;
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final long PAUSE_MILLIS = 10;
  private static final int REQUESTS_PER_PURCHASE = 5;

  private final int port;
  private final boolean buying;
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  /**
   * Starts them.
   *
   * @param buying every fifth request is a purchase; else all are queries
   * @param clientIds of further clients that keep their connections
   */
  Bystanders(int port, boolean buying, List<String> clientIds) {
    this.port = port;
    this.buying = buying;
    for (int i = 0; i < REGULARS; i++) {
      start(new Shopper(true, ""));
    }
    start(new Shopper(false, ""));
    clientIds.forEach(id -> start(new Shopper(true, "Cookie: client_id=" + id)));
  }

  private void start(Shopper shopper) {
    Thread thread = new Thread(shopper, "bystander-" + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private final class Shopper implements Runnable {
    private final boolean keepsConnection;
    private String cookie;
    private Connection connection;

    Shopper(boolean keepsConnection, String cookie) {
      this.keepsConnection = keepsConnection;
      this.cookie = cookie;
    }

    @Override
    public void run() {
      try {
        for (int i = 1; !stopping; i++) {
          ask(buying && i % REQUESTS_PER_PURCHASE == 0);
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        hangUp();
      }
    }

    private void ask(boolean purchase) {
      String request = request(purchase);
      long start = System.nanoTime();
      try {
        Optional<Reply> reply = connection == null ? Optional.empty() : exchange(request);
        if (reply.isEmpty()) {
          hangUp();
          connection = Connection.toLocal(port, TIMEOUT_MILLIS);
          reply = exchange(request);
        }
        judge(reply);
      } catch (IOException e) {
        fail(e.getClass().getSimpleName() + ": " + e.getMessage());
        hangUp();
      }
      nanos.add(System.nanoTime() - start);
    }

    private String request(boolean purchase) {
      if (!purchase) {
        return HttpClients.request(port, "GET", "/products/Tux", "", headers());
      }
      String key = "Idempotency-Key: " + Long.toHexString(ThreadLocalRandom.current().nextLong());
      String[] headers = cookie.isEmpty() ? new String[] {key} : new String[] {key, cookie};
      String body = "{\"name\":\"Tux\",\"quantity\":1}";
      return HttpClients.request(port, "POST", "/orders", body, headers);
    }

    private String[] headers() {
      return cookie.isEmpty() ? new String[0] : new String[] {cookie};
    }

    /** Empty if the connection is closed before the reply began. */
    private Optional<Reply> exchange(String request) throws IOException {
      try {
        connection.send(request);
      } catch (IOException e) {
        return Optional.empty();
      }
      return connection.receive(false);
    }

    private void judge(Optional<Reply> reply) {
      if (reply.isEmpty()) {
        fail("closed without a reply");
        hangUp();
        return;
      }
      if (reply.get().status() != 200) {
        fail("status " + reply.get().status());
      }
      reply.get().clientId().filter(id -> keepsConnection).ifPresent(this::remember);
      if (!keepsConnection || reply.get().closes()) {
        hangUp();
      }
    }

    private void remember(String id) {
      cookie = "Cookie: client_id=" + id;
    }

    private void hangUp() {
      if (connection != null) {
        try {
          connection.close();
        } catch (IOException ignored) {
          // It is given up anyway.
        }
        connection = null;
      }
    }
  }

  private void fail(String what) {
    failures.merge(what, 1, Integer::sum);
  }

  /** Ends them; then checks that each was served, and promptly. */
  void check(Findings findings, long maxP99Millis) {
    close();
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    findings.checkPace(failures.isEmpty(), "normal clients failed: " + failures);
    findings.checkPace(sorted.size() > threads.size(), "normal clients did not get on");
    if (!sorted.isEmpty()) {
      long p99 = TimeUnit.NANOSECONDS.toMillis(sorted.get(sorted.size() * 99 / 100));
      String fact = "normal clients: " + sorted.size() + " requests, p99 " + p99 + " ms";
      if (p99 > maxP99Millis) {
        findings.checkPace(false, fact);
      } else {
        findings.note(fact);
      }
    }
  }

  @Override
  public void close() {
    stopping = true;
    try {
      for (Thread thread : threads) {
        thread.join(2 * TIMEOUT_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
