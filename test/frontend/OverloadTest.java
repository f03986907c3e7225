package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import common.testing.Await;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** More work than the frontend will queue. */
class OverloadTest {
  private static final int WORKERS = 2;
  private static final int QUEUE = 64;
  private static final String BUY_SLOW = "{\"name\":\"Slow\",\"quantity\":1}";
  private static final String BUSY = "Cookie: client_id=" + ClientIds.at(0, WORKERS);
  private static final String NEIGHBOUR = "Cookie: client_id=" + ClientIds.at(0, WORKERS);
  private static final String OTHER = "Cookie: client_id=" + ClientIds.at(1, WORKERS);

  @AutoClose private final FakeStore store = new FakeStore(WORKERS);

  @Test
  void whatDoesNotFitTheQueue_isAPrompt503_andTheRestIsServed() {
    store.order.held.hold("Slow");
    HttpConnection first = store.connect().sendBody("POST", "/orders", BUY_SLOW, BUSY);
    Await.until("the worker is busy", () -> store.order.held.count("Slow") == 1);
    int tooMany = 10;
    List<HttpConnection> rest = new ArrayList<>();
    for (int i = 0; i < QUEUE + tooMany; i++) {
      rest.add(store.connect().send("GET", "/products/Tux", i % 2 == 0 ? BUSY : NEIGHBOUR));
    }
    Await.until(
        "prompt replies",
        Duration.ofSeconds(2),
        () -> rest.stream().filter(HttpConnection::hasInput).count() == tooMany);
    assertEquals(200, store.connect().get("/products/Tux", OTHER).status());

    List<HttpConnection> refused = rest.stream().filter(HttpConnection::hasInput).toList();
    assertEquals(tooMany, refused.size());
    for (HttpConnection connection : refused) {
      HttpReply reply = connection.receive().assertTryAgain();
      assertEquals("too many requests are waiting, try again soon", reply.message());
    }
    store.order.held.release("Slow");
    assertEquals(200, first.receive().status());
    rest.removeAll(refused);
    for (HttpConnection connection : rest) {
      assertEquals(200, connection.receive().status());
    }
    for (HttpConnection connection : refused) {
      assertEquals(200, connection.get("/products/Tux", BUSY).status());
    }
    long logged =
        store.requests.await(1 + QUEUE + tooMany + 1 + tooMany).stream()
            .filter(line -> line.status() == 503)
            .count();
    assertEquals(tooMany, logged);
  }

  @Test
  void oneClient_leavesRoomForThoseThatShareItsWorker() {
    store.order.held.hold("Slow");
    HttpConnection first = store.connect().sendBody("POST", "/orders", BUY_SLOW, BUSY);
    Await.until("the worker is busy", () -> store.order.held.count("Slow") == 1);
    List<HttpConnection> greedy = new ArrayList<>();
    for (int i = 0; i < 2 * QUEUE; i++) {
      greedy.add(store.connect().send("GET", "/products/Tux", BUSY));
    }
    Await.until(
        "its requests beyond half of the queue are refused",
        () -> greedy.stream().filter(HttpConnection::hasInput).count() >= 3 * QUEUE / 2);
    HttpConnection neighbour = store.connect().send("GET", "/products/Tux", NEIGHBOUR);
    store.order.held.release("Slow");
    assertEquals(200, first.receive().status());
    assertEquals(200, neighbour.receive().status());
  }

  @Test
  void whatWaitedTooLong_isA503AndNotBegun() {
    store.catalog.held.hold("Slow");
    store.order.held.hold("Slow");
    // A second for the catalog, then three for the order service: the others have waited for four.
    store.connect().send("GET", "/products/Slow", BUSY);
    Await.until("the worker is busy", () -> store.catalog.held.count("Slow") == 1);
    List<HttpConnection> purchases = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      purchases.add(store.connect().sendBody("POST", "/orders", BUY_SLOW, BUSY));
    }
    List<String> messages = new ArrayList<>();
    for (HttpConnection connection : purchases) {
      messages.add(connection.receive().message());
    }
    String late = "too many requests are waiting, try again soon";
    assertEquals(4, Collections.frequency(messages, late), messages.toString());
    assertEquals(1, store.order.purchases.size());
  }
}
