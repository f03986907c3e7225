package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.metrics.Metrics;
import common.testing.Await;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import common.testing.MetricsPage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /metrics} of the frontend. Other tests of this JVM count in the same process. */
@Isolated
class MetricsTest {
  private static final int WORKERS = 2;
  private static final String BUY_SLOW = "{\"name\":\"Slow\",\"quantity\":1}";

  @AutoClose private final FakeStore store = new FakeStore(WORKERS);

  private MetricsPage page() {
    return MetricsPage.parse(store.get("/metrics").body());
  }

  /** That the sample rises by so much, at least. */
  private void awaitRise(String sample, double before, double by) {
    Await.until(sample + " rises", () -> page().value(sample) >= before + by);
  }

  @Test
  void reply_isPlainTextThatNobodyKeeps() {
    HttpReply reply = store.get("/metrics");
    assertEquals(200, reply.status());
    assertEquals("text/plain; version=0.0.4; charset=utf-8", reply.header("content-type"));
    assertEquals("no-store", reply.header("cache-control"));
    assertNull(reply.header("etag"));
    MetricsPage.parse(reply.body());
  }

  @Test
  void otherMethods_areAsWithEveryPath() {
    try (HttpConnection connection = store.connect()) {
      HttpReply head = connection.head("/metrics");
      assertEquals(200, head.status());
      assertTrue(Integer.parseInt(head.header("content-length")) > 1000);
      assertEquals(405, connection.post("/metrics", "").status());
      assertEquals(404, connection.get("/metrics/x").status());
      assertEquals(200, connection.get("/metrics/").status());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /products, /products, 200",
    "GET, /products/, /products, 200",
    "GET, /products/Tux, /products/{name}, 200",
    "GET, /products/Tux/, /products/{name}, 200",
    "GET, /products/%54ux?x=1, /products/{name}, 200",
    "GET, /products/Nope, /products/{name}, 404",
    "DELETE, /products/Tux, /products/{name}, 405",
    "GET, /products/Tux/x, other, 404",
    "GET, /products//, /products/{name}, 404",
    "POST, /orders, /orders, 400",
    "GET, /orders/7, /orders/{number}, 200",
    "GET, /health, /health, 200",
    "GET, /metrics, /metrics, 200",
    "GET, /, page, 200",
    "GET, /shop.js, page, 200",
    "GET, /nope.js, page, 404",
    "GET, /productsX, other, 404",
    "GET, /x, other, 404"
  })
  void requests_areCountedByRouteAndStatus(String method, String path, String route, int status) {
    String sample =
        "toystore_http_requests_total{route=\"" + route + "\",status=\"" + status + "\"}";
    double before = page().value(sample);
    try (HttpConnection connection = store.connect()) {
      for (int i = 0; i < 5; i++) {
        assertEquals(status, connection.send(method, path).receive().status());
      }
    }
    awaitRise(sample, before, 5);
  }

  @Test
  void queriesAndPurchases_areTimed() {
    String query = "toystore_http_request_seconds_count{route=\"/products/{name}\"}";
    String buy = "toystore_http_request_seconds_count{route=\"/orders\"}";
    MetricsPage before = page();
    assertEquals(200, store.get("/products/Tux").status());
    assertEquals(
        200, store.connect().post("/orders", "{\"name\":\"Tux\",\"quantity\":1}").status());
    awaitRise(query, before.value(query), 1);
    awaitRise(buy, before.value(buy), 1);
    String batches = "toystore_batch_questions_count{batch=\"purchases\"}";
    assertTrue(page().value(batches) >= 1);
    assertTrue(
        page().value("toystore_grpc_client_calls_total{method=\"order.Order/BuyMany\",code=\"OK\"}")
            >= 1);
  }

  @Test
  void connections_areCounted() {
    String sample = "toystore_http_connections";
    double before = page().value(sample);
    List<HttpConnection> connections = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      connections.add(store.connect());
    }
    awaitRise(sample, before, 15);
    connections.forEach(HttpConnection::close);
    Await.until("they are gone", () -> page().value(sample) < before + 15);
  }

  @Test
  void metrics_areShownWhileRequestsWait() {
    store.order.held.hold("Slow");
    List<HttpConnection> purchases = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      String client = "Cookie: client_id=" + ClientIds.at(worker, WORKERS);
      for (int i = 0; i < 3; i++) {
        purchases.add(store.connect().sendBody("POST", "/orders", BUY_SLOW, client));
      }
    }
    Await.until(
        "all requests are there", () -> page().value("toystore_requests_in_hand") == 3 * WORKERS);
    assertEquals(WORKERS, page().value("toystore_workers"));
    assertEquals(WORKERS, page().value("toystore_requests_waiting{service=\"order\"}"));
    store.order.held.release("Slow");
    purchases.forEach(purchase -> assertEquals(200, purchase.receive().status()));
    Await.until("none is left", () -> page().value("toystore_requests_in_hand") == 0);
  }

  @Test
  void clientThatGoesAway_isCounted() {
    String sample = "toystore_http_replies_cut_total";
    double before = page().value(sample);
    try (HttpConnection connection = store.connect()) {
      connection.sendRaw("POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: 99\r\n\r\n{");
    }
    awaitRise(sample, before, 1);
  }

  @Test
  void aPageThatTakesLong_isMadeOnceAtATime_andNobodyWaitsForIt() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger made = new AtomicInteger();
    page();
    Metrics.ofProcess()
        .gauge(
            "test_slow",
            "Of this test.",
            () -> {
              made.incrementAndGet();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return 1;
            });
    try {
      Await.until(
          "somebody makes it anew",
          () -> {
            store.connect().send("GET", "/metrics");
            return made.get() == 1;
          });
      for (int i = 0; i < 50; i++) {
        assertEquals(200, store.get("/metrics").status());
      }
      assertEquals(1, made.get());
    } finally {
      goOn.countDown();
      Metrics.ofProcess().gauge("test_slow", "Of this test.", () -> 1);
    }
  }
}
