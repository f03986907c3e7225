package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.purchase.Refusal;
import common.testing.Await;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import rpc.order.BuyRequest;

/** Catalog or order service down, slow, or restarted. */
class ServicesAwayTest {
  private static final int WORKERS = 16;
  private static final Duration PROMPT = Duration.ofMillis(1500);
  private static final String BUY = "{\"name\":\"Tux\",\"quantity\":1}";

  @AutoClose private final FakeStore store = new FakeStore(WORKERS);

  private HttpReply get(String path) {
    return HttpConnection.getOnce(store.port(), path);
  }

  private HttpReply buy(String... headers) {
    return HttpConnection.postOnce(store.port(), BUY, headers);
  }

  private static HttpReply promptly(Supplier<HttpReply> request) {
    return atLeastOnce(() -> within(PROMPT, request));
  }

  /** A busy machine may be slow twice, but not three times. */
  private static <T> T atLeastOnce(Supplier<T> timed) {
    for (int i = 0; i < 2; i++) {
      try {
        return timed.get();
      } catch (AssertionError e) {
        // Again.
      }
    }
    return timed.get();
  }

  private static HttpReply within(Duration time, Supplier<HttpReply> request) {
    long start = System.nanoTime();
    HttpReply reply = request.get();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(took.compareTo(time) < 0, () -> "it took " + took + ": " + reply);
    return reply;
  }

  private static String clientOf(int worker) {
    return "Cookie: client_id=" + ClientIds.at(worker, WORKERS);
  }

  @Test
  void catalogDown_isAPrompt503ForProductsOnly() {
    store.stopCatalog();
    promptly(() -> get("/products/Tux")).assertTryAgain();
    promptly(() -> get("/products")).assertTryAgain();
    assertEquals(200, get("/orders/1").status());
    assertEquals(200, buy().status());
  }

  @Test
  void orderDown_isAPrompt503ForOrdersOnly() {
    store.stopOrder();
    promptly(() -> get("/orders/1")).assertTryAgain();
    HttpReply reply = promptly(this::buy).assertTryAgain();
    assertEquals(Refusal.NOT_READY.sentence(), reply.message());
    assertEquals(200, get("/products/Tux").status());
  }

  @Test
  void downWhenTheFrontendStarts_isAPrompt503AndServiceOnceTheyAreThere() {
    boolean isServed = atLeastOnce(ServicesAwayTest::isServedOnceTheCatalogIsThere);
    assertTrue(isServed);
  }

  private static boolean isServedOnceTheCatalogIsThere() {
    try (FakeStore late = FakeStore.withServicesDown(1)) {
      promptly(() -> late.get("/products/Tux")).assertTryAgain();
      late.startCatalogAgain();
      Await.until(
          "service", Duration.ofSeconds(2), () -> late.get("/products/Tux").status() == 200);
      return true;
    }
  }

  /** An outage so long that gRPC by itself would only try again 3 s after its end. */
  @Test
  void restartedAfterALongOutage_isServiceAgainSoon() {
    boolean isServed = atLeastOnce(this::isServedSoonAfterALongOutage);
    assertTrue(isServed);
  }

  private boolean isServedSoonAfterALongOutage() {
    store.stopCatalog();
    store.stopOrder();
    get("/orders/1").assertTryAgain();
    long end = System.nanoTime() + Duration.ofMillis(5300).toNanos();
    while (System.nanoTime() < end) {
      get("/products/Tux").assertTryAgain();
      buy().assertTryAgain();
    }
    store.startCatalogAgain();
    store.startOrderAgain();
    Await.until(
        "service again",
        Duration.ofSeconds(2),
        () -> get("/products/Tux").status() == 200 && buy().status() == 200);
    return true;
  }

  @Test
  void slow_isAnErrorWithinTheDeadlineOfEachRequest() {
    atLeastOnce(
            () -> {
              try (FakeStore slow = new FakeStore(WORKERS)) {
                slow.catalog.held.hold("Slow");
                slow.catalog.held.hold(FakeCatalog.LIST);
                slow.order.held.hold("7");
                slow.order.held.hold("Tux");
                return within(Duration.ofSeconds(4), () -> purchaseBesideReads(slow));
              }
            })
        .assertError(500);
  }

  /** All of them wait for services that do not answer. */
  private static HttpReply purchaseBesideReads(FakeStore slow) {
    HttpConnection purchase = slow.connect().sendBody("POST", "/orders", BUY, clientOf(0));
    List<HttpConnection> reads =
        List.of(
            slow.connect().send("GET", "/products/Slow", clientOf(1)),
            slow.connect().send("GET", "/products", clientOf(2)),
            slow.connect().send("GET", "/orders/7", clientOf(3)));
    for (HttpConnection read : reads) {
      within(Duration.ofSeconds(2), read::receive).assertTryAgain();
    }
    return purchase.receive();
  }

  @Test
  void slowForSomeTime_losesNoPurchaseThatComesInTime() {
    store.order.held.hold("Tux");
    try (HttpConnection connection = store.connect()) {
      connection.sendBody("POST", "/orders", BUY);
      Await.until("the purchase is on its way", () -> store.order.held.count("Tux") == 1);
      store.order.held.release("Tux");
      connection.receive().assertIs(200, "{\"data\":{\"order_number\":0}}");
    }
  }

  @Test
  void aPurchaseThatGotLost_isSentAgainUnderTheSameId() {
    store.order.failing("Tux", Status.UNAVAILABLE).failing("Tux", Status.UNAVAILABLE);
    buy().assertIs(200, "{\"data\":{\"order_number\":0}}");
    List<BuyRequest> sent = List.copyOf(store.order.purchases);
    assertEquals(3, sent.size(), sent.toString());
    assertEquals(1, sent.stream().distinct().count(), sent.toString());
    assertTrue(sent.get(0).getRequestId().length() > 10, sent.toString());
  }

  @Test
  void purchasesWithoutAKey_haveAnIdEachAndThoseWithOneHaveTheKey() {
    buy();
    buy();
    buy("Idempotency-Key: mine");
    List<BuyRequest> sent = List.copyOf(store.order.purchases);
    assertEquals(3, sent.stream().distinct().count(), sent.toString());
    assertEquals("", sent.get(0).getIdempotencyKey());
    assertEquals("mine", sent.get(2).getIdempotencyKey());
    assertEquals("", sent.get(2).getRequestId());
  }
}
