package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.Await;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import io.grpc.Status;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final String SERVING =
      "{\"data\":{\"frontend\":\"serving\",\"catalog\":\"serving\",\"order\":\"serving\"}}";

  @AutoClose private final FakeStore store = new FakeStore(2);

  private HttpReply health() {
    return HttpConnection.getOnce(store.port(), "/health");
  }

  @Test
  void health_ofAStoreThatServes_is200() {
    health().assertIs(200, SERVING);
  }

  @Test
  void health_withoutTheCatalog_is503AndNamesIt() {
    store.stopCatalog();
    assertWrong("unreachable", "serving", "the catalog service is unreachable");
    store.startCatalogAgain();
    Await.until("healthy again", () -> health().status() == 200);
  }

  @Test
  void health_withoutTheOrderService_is503AndNamesIt() {
    store.stopOrder();
    assertWrong("serving", "unreachable", "the order service is unreachable");
    store.startOrderAgain();
    Await.until("healthy again", () -> health().status() == 200);
  }

  @Test
  void health_withNeither_namesTheFirst() {
    store.stopCatalog();
    store.stopOrder();
    assertWrong("unreachable", "unreachable", "the catalog service is unreachable");
  }

  private void assertWrong(String catalog, String order, String message) {
    HttpReply reply = health();
    reply.assertIs(
        503,
        "{\"error\":{\"code\":503,\"message\":\""
            + message
            + "\"},"
            + "\"data\":{\"frontend\":\"serving\",\"catalog\":\""
            + catalog
            + "\",\"order\":\""
            + order
            + "\"}}");
    assertNotNull(reply.header("retry-after"));
  }

  @Test
  void health_doesNotAskForToysOrOrders() {
    store.catalog.failing("Tux", Status.INTERNAL);
    health().assertIs(200, SERVING);
    assertEquals(0, store.catalog.calls.get());
    assertTrue(store.order.purchases.isEmpty());
  }
}
