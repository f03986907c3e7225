package frontend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.Await;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do what no client should: none takes a worker or a reader away for good. */
class AbuseTest {
  /** More than there are threads that read requests. */
  private static final int MANY = 300;

  private static final int WORKERS = 16;

  private static final String REQUEST =
      "POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: 27\r\nIdempotency-Key: 1\r\n\r\n"
          + "{\"name\":\"Tux\",\"quantity\":1}";

  @AutoClose private final FakeStore store = new FakeStore(WORKERS);

  private void assertServes() {
    for (int worker = 0; worker < WORKERS; worker++) {
      String cookie = "Cookie: client_id=" + ClientIds.at(worker, WORKERS);
      Await.until(
          "service by worker " + worker,
          () -> store.connect().get("/products/Tux", cookie).status() == 200);
    }
  }

  @Test
  void manyIdleConnections_areAllStillUsable() {
    List<HttpConnection> idle = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < MANY; i++) {
        if (round == 0) {
          idle.add(store.connect());
        }
        assertEquals(200, idle.get(i).get("/products/Tux", "Cookie: client_id=" + i).status());
      }
    }
  }

  @Test
  void slowSenders_disturbNobodyAndAreCutOffAfterAWhile() throws Exception {
    List<SlowSender> slow = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      slow.add(new SlowSender("", "GET /products/" + "x".repeat(10_000)));
      slow.add(
          new SlowSender(
              "GET /products/Tux HTTP/1.1\r\nHost: store\r\n", "X: " + "y".repeat(10_000)));
      slow.add(
          new SlowSender(
              "POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: 10000\r\n\r\n",
              " ".repeat(10_000)));
      // Says the beginning, and then nothing more.
      slow.add(new SlowSender("GET /prod", ""));
    }
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try {
      clock.scheduleAtFixedRate(
          () -> slow.forEach(SlowSender::sendAByte), 0, 100, TimeUnit.MILLISECONDS);
      HttpConnection normal = store.connect();
      long start = System.nanoTime();
      Duration longest = Duration.ZERO;
      while (slow.stream().anyMatch(SlowSender::isOpen)) {
        long sent = System.nanoTime();
        assertEquals(200, normal.get("/products/Tux").status());
        Duration took = Duration.ofNanos(System.nanoTime() - sent);
        longest = took.compareTo(longest) > 0 ? took : longest;
        assertTrue(System.nanoTime() - start < 30e9, "slow senders are still there after 30 s");
      }
      assertTrue(System.nanoTime() - start > 3e9, "a sender may take some seconds");
      assertTrue(longest.toMillis() < 2000, "a normal request took " + longest);
    } finally {
      clock.shutdownNow();
    }
    assertServes();
  }

  /** Sends a request byte for byte, until it is cut off. */
  private final class SlowSender {
    private final HttpConnection connection = store.connect();
    private final String rest;
    private int sent;
    private volatile boolean open = true;

    SlowSender(String start, String rest) {
      this.rest = rest;
      connection.sendRaw(start);
    }

    void sendAByte() {
      if (!open) {
        return;
      }
      try {
        if (sent < rest.length()) {
          connection.sendRaw(rest.substring(sent, ++sent));
        } else if (connection.isAtEnd()) {
          open = false;
        }
      } catch (UncheckedIOException e) {
        open = false;
      }
    }

    boolean isOpen() {
      return open;
    }
  }

  @Test
  void halfClosedConnections_getTheirRepliesAndTheirEnd() {
    List<HttpConnection> half = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      HttpConnection connection = store.connect();
      if (i % 2 == 0) {
        connection.send("GET", "/products/Tux");
      } else {
        connection.sendBody("POST", "/orders", "{\"name\":\"Tux\",\"quantity\":1}");
      }
      half.add(connection.endOutput());
    }
    for (HttpConnection connection : half) {
      assertEquals(200, connection.receive().status());
      assertEquals("", connection.readToEnd());
    }
    assertServes();
  }

  @Test
  void connectionsThatEndWithinARequest_buyNothingAndAreForgotten() {
    for (int i = 0; i < MANY; i++) {
      HttpConnection connection = store.connect();
      connection.sendRaw(REQUEST.substring(0, 1 + i * (REQUEST.length() - 1) / MANY));
      connection.endOutput();
    }
    store.connections().forEach(HttpConnection::readToEnd);
    assertServes();
    assertEquals(0, store.order.purchases.size());
  }

  @Test
  void clientsThatGoAwayBeforeTheirReply_areForgotten() {
    store.catalog.held.hold("Slow");
    for (int i = 0; i < MANY; i++) {
      HttpConnection connection = store.connect();
      connection.send("GET", i < 2 ? "/products/Slow" : "/products/Tux").close();
    }
    store.catalog.held.release("Slow");
    assertServes();
  }

  /** A list that fits no socket, and a reply that fits every one but not thousands of times. */
  @ParameterizedTest
  @ValueSource(strings = {"/products", "/products/Tux"})
  void clientsThatDoNotRead_holdNoWorker(String path) throws IOException {
    for (int i = 0; i < 5000; i++) {
      store.catalog.toy("toy with a name that is not short, number " + i, i, i);
    }
    List<Socket> deaf = new ArrayList<>();
    try {
      for (int worker = 0; worker < WORKERS; worker++) {
        String cookie = "Cookie: client_id=" + ClientIds.at(worker, WORKERS);
        deaf.add(deafClient("GET " + path + " HTTP/1.1\r\nHost: store\r\n" + cookie + "\r\n\r\n"));
      }
      for (int round = 0; round < 20; round++) {
        for (int worker = 0; worker < WORKERS; worker++) {
          String cookie = "Cookie: client_id=" + ClientIds.at(worker, WORKERS);
          long start = System.nanoTime();
          HttpReply reply = HttpConnection.getOnce(store.port(), "/orders/1", cookie);
          assertEquals(200, reply.status());
          Duration took = Duration.ofNanos(System.nanoTime() - start);
          assertTrue(took.toSeconds() < 8, "a request took " + took);
        }
      }
    } finally {
      for (Socket socket : deaf) {
        socket.close();
      }
    }
  }

  /** Sends a request thousands of times and reads nothing, not even into large buffers. */
  private Socket deafClient(String request) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(1024);
    socket.connect(new InetSocketAddress("127.0.0.1", store.port()));
    Thread thread =
        new Thread(
            () -> {
              try {
                socket.getOutputStream().write(request.repeat(50_000).getBytes(UTF_8));
              } catch (IOException e) {
                // Cut off, or closed at the end of the test.
              }
            },
            "deaf");
    thread.setDaemon(true);
    thread.start();
    return socket;
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET /products/Tux\r\n\r\n",
        "GET  /products/Tux  HTTP/1.1\r\nHost: store\r\n\r\n",
        "GET products/Tux HTTP/1.1\r\nHost: store\r\n\r\n",
        "GET /products/%zz HTTP/1.1\r\nHost: store\r\n\r\n",
        "GET /products/{} HTTP/1.1\r\nHost: store\r\n\r\n",
        "GET //products HTTP/1.1\r\nHost: store\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: store\r\n\r\n",
        "CONNECT store:443 HTTP/1.1\r\nHost: store\r\n\r\n",
        "GET /products/Tux HTTP/1.1\r\nHost: store\r\nno colon\r\n\r\n",
        "GET /products/Tux HTTP/1.1\r\nHost: store\r\nbad name: x\r\n\r\n",
        "POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: -1\r\n\r\n",
        "POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: many\r\n\r\n",
        "POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        "POST /orders HTTP/1.1\r\n"
            + "Host: store\r\n"
            + "Content-Length: 2\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "{}",
        "POST /orders HTTP/1.1\r\nHost: store\r\nTransfer-Encoding: gzip\r\n\r\n",
        "POST /orders HTTP/1.1\r\nHost: store\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
        "\u0000\u0000\u0000\u0000"
      })
  void garbage_isRefusedOrCutOffButNeverServed(String garbage) {
    HttpConnection connection = store.connect();
    connection.sendRaw(garbage.getBytes(StandardCharsets.ISO_8859_1)).endOutput();
    String reply = connection.readToEnd();
    assertTrue(reply.isEmpty() || reply.matches("(?s)HTTP/1.1 (4|501).*"), reply);
    assertEquals(0, store.order.purchases.size());
    assertServes();
  }

  @Test
  void aGiantHeader_isCutOff() {
    for (String giant : List.of("X: " + "y".repeat(5_000_000), "X: y\r\n".repeat(100_000))) {
      HttpConnection connection = store.connect();
      try {
        connection.sendRaw("GET /products/Tux HTTP/1.1\r\nHost: store\r\n" + giant + "\r\n\r\n");
      } catch (UncheckedIOException e) {
        // Cut off before it had sent all.
      }
      assertTrue(!connection.readToEnd().startsWith("HTTP/1.1 200"));
    }
    assertServes();
  }

  @Test
  void binaryNoise_takesNothing() {
    Random random = new Random(7);
    for (int i = 0; i < MANY; i++) {
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      try {
        store.connect().sendRaw(noise).endOutput();
      } catch (UncheckedIOException e) {
        // Cut off before it had sent all.
      }
    }
    for (HttpConnection connection : store.connections()) {
      String reply = connection.readToEnd();
      assertTrue(reply.isEmpty() || reply.startsWith("HTTP/1.1 4"), reply);
    }
    assertServes();
  }
}
