package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.Await;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** More work than the frontend will queue. */
class OverloadTest {
  private static final int WORKERS = 2;
  private static final int ROOM = FrontendService.REQUESTS_PER_WORKER;
  private static final String BUY_SLOW = "{\"name\":\"Slow\",\"quantity\":1}";
  private static final String BUSY = "Cookie: client_id=" + ClientIds.at(0, WORKERS);
  private static final String NEIGHBOUR = "Cookie: client_id=" + ClientIds.at(0, WORKERS);
  private static final String OTHER = "Cookie: client_id=" + ClientIds.at(1, WORKERS);

  @AutoClose private final FakeStore store = new FakeStore(WORKERS);

  @Test
  void whatDoesNotFit_isAPrompt503_andTheRestIsServed() {
    store.order.held.hold("Slow");
    List<HttpConnection> slow = new ArrayList<>();
    for (int i = 0; i < ROOM; i++) {
      String client = "Cookie: client_id=" + ClientIds.at(0, WORKERS);
      slow.add(store.connect().sendBody("POST", "/orders", BUY_SLOW, client));
    }
    Await.until("the worker is full", () -> store.frontend.requestsInHand() == ROOM);
    HttpReply refused = store.connect().get("/products/Tux", NEIGHBOUR).assertTryAgain();
    assertEquals("too many requests are waiting, try again soon", refused.message());
    assertEquals(200, store.connect().get("/products/Tux", OTHER).status());

    store.order.held.release("Slow");
    for (HttpConnection connection : slow) {
      assertEquals(200, connection.receive().status());
    }
    assertEquals(200, store.connect().get("/products/Tux", NEIGHBOUR).status());
  }

  @Test
  void oneClient_leavesRoomForThoseThatShareItsWorker() {
    store.order.held.hold("Slow");
    List<HttpConnection> greedy = new ArrayList<>();
    for (int i = 0; i < ROOM; i++) {
      greedy.add(store.connect().sendBody("POST", "/orders", BUY_SLOW, BUSY));
    }
    Await.until(
        "its requests beyond half of the room are refused",
        () -> greedy.stream().filter(HttpConnection::hasInput).count() >= ROOM / 2);
    assertEquals(200, store.connect().get("/products/Tux", NEIGHBOUR).status());
  }

  @Test
  void whatWaitedTooLong_isA503AndNotBegun() {
    store.catalog.held.hold("Slow");
    store.order.held.hold("Slow");
    // A second for the catalog, then three for the order service: most others have waited for four.
    store.connect().send("GET", "/products/Slow", BUSY);
    Await.until(
        "the client's first request is on its way", () -> store.catalog.held.count("Slow") == 1);
    List<HttpConnection> purchases = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      purchases.add(store.connect().sendBody("POST", "/orders", BUY_SLOW, BUSY));
    }
    List<String> messages = new ArrayList<>();
    for (HttpConnection connection : purchases) {
      messages.add(connection.receive().message());
    }
    String late = "too many requests are waiting, try again soon";
    int tooLate = Collections.frequency(messages, late);
    // One or, where this test was slow to send them, two were begun in time.
    assertTrue(tooLate >= 3, messages.toString());
    assertEquals(purchases.size() - tooLate, store.order.purchases.size());
  }
}
