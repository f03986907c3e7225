package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.Await;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The end of a frontend, as SIGTERM brings it about. */
class DrainTest {
  private static final String BUY = "{\"name\":\"Slow\",\"quantity\":1}";
  private static final int WORKERS = 4;

  @AutoClose private final FakeStore store = new FakeStore(WORKERS);

  private CompletableFuture<Void> close() {
    return inBackground(store.frontend::close);
  }

  private static CompletableFuture<Void> inBackground(Runnable task) {
    return CompletableFuture.runAsync(task, run -> new Thread(run, "test").start());
  }

  private HttpConnection purchaseOnItsWay() {
    store.order.held.hold("Slow");
    HttpConnection connection = store.connect().sendBody("POST", "/orders", BUY);
    Await.until("the purchase is on its way", () -> store.order.held.count("Slow") == 1);
    return connection;
  }

  private HttpReply turnedAway() {
    List<HttpReply> last = new ArrayList<>();
    Await.until(
        "a request is turned away",
        () -> {
          last.add(HttpConnection.getOnce(store.port(), "/products/Tux"));
          return last.get(last.size() - 1).status() != 200;
        });
    return last.get(last.size() - 1);
  }

  @Test
  void workInHand_isAnswered_andNewRequestsAreTurnedAwayMeanwhile() {
    HttpConnection purchase = purchaseOnItsWay();
    HttpConnection idle = store.connect();
    assertEquals(200, idle.get("/products/Tux").status());
    CompletableFuture<Void> closed = close();

    HttpReply reply = turnedAway().assertTryAgain();
    assertEquals("the store is about to stop", reply.message());
    assertEquals("close", reply.header("connection"));
    idle.get("/health").assertTryAgain();
    assertEquals("", idle.readToEnd());
    HttpConnection another = store.connect();
    another.post("/orders", BUY).assertTryAgain();
    assertFalse(closed.isDone());

    store.order.held.release("Slow");
    purchase.receive().assertIs(200, "{\"data\":{\"order_number\":0}}");
    closed.join();
    assertEquals(1, store.order.purchases.size());
    assertThrows(UncheckedIOException.class, store::connect);
  }

  @Test
  void requestsThatWaitForTheirWorker_areWorkInHandToo() {
    String cookie = "Cookie: client_id=abc";
    store.order.held.hold("Slow");
    HttpConnection purchase = store.connect().sendBody("POST", "/orders", BUY, cookie);
    // On one connection each, as a second request of a connection is read when the first is done.
    List<HttpConnection> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      waiting.add(store.connect().send("GET", "/orders/" + i, cookie));
    }
    Await.until("the purchase is on its way", () -> store.order.held.count("Slow") == 1);
    // A request that comes later, and is answered, has overtaken nothing that was not yet read.
    for (int i = 0; i < 20; i++) {
      assertEquals(200, HttpConnection.getOnce(store.port(), "/products/Tux").status());
    }
    CompletableFuture<Void> closed = close();
    turnedAway();
    store.order.held.release("Slow");
    assertEquals(200, purchase.receive().status());
    for (HttpConnection connection : waiting) {
      assertEquals(200, connection.receive().status());
    }
    closed.join();
  }

  @Test
  void withNothingToDo_isImmediateAndEndsIdleConnections() {
    List<HttpConnection> idle = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      idle.add(store.connect());
      assertEquals(200, idle.get(i).get("/products/Tux").status());
    }
    CompletableFuture<Void> closed = close();
    Await.until("closed", Duration.ofSeconds(2), closed::isDone);
    idle.forEach(connection -> assertEquals("", connection.readToEnd()));
  }

  /** Large replies, so that many are on their way at any moment. */
  @RepeatedTest(3)
  void underLoad_noReplyIsCutInItsMiddle() {
    for (int i = 0; i < 2000; i++) {
      store.catalog.toy("toy with a name that is not short, number " + i, i, i);
    }
    AtomicInteger whole = new AtomicInteger();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      HttpConnection connection = store.connect();
      clients.add(inBackground(() -> readUntilTheEnd(connection, whole)));
    }
    Await.until("load", () -> whole.get() > 50);
    close().join();
    clients.forEach(CompletableFuture::join);
  }

  /** A connection may end between two replies; a part of one makes this fail. */
  private static void readUntilTheEnd(HttpConnection connection, AtomicInteger whole) {
    while (true) {
      try {
        connection.send("GET", "/products");
      } catch (UncheckedIOException e) {
        return;
      }
      Optional<HttpReply> reply = connection.receiveIfAny();
      if (reply.isEmpty()) {
        return;
      }
      if (reply.get().status() == 200) {
        assertTrue(reply.get().body().endsWith("]}"));
        whole.incrementAndGet();
      } else {
        reply.get().assertTryAgain();
      }
    }
  }
}
