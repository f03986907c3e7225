package system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import common.testing.HttpConnection;
import common.testing.HttpReply;
import contract.HttpContract;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import store.Service;

/** That the contract promises no reply that never comes; how each looks, all tests check. */
class ContractTest {
  private static final String KEY = "Idempotency-Key: contract";

  @RegisterExtension static final StoreExtension STORE = new StoreExtension();

  private final Set<String> seen = new TreeSet<>();

  @Test
  void everyReplyInTheContract_happens() throws Exception {
    queries();
    purchases();
    whileTheOrderServiceIsAway();
    assertEquals(HttpContract.read().replies(), seen);
  }

  private void queries() {
    for (String path :
        new String[] {"/products", "/products/Tux", "/", "/shop.js", "/openapi.json"}) {
      HttpReply reply = get(200, path);
      get(304, path, "If-None-Match: " + reply.header("ETag"));
    }
    get(200, "/", "Accept: application/json");
    get(404, "/products/Nope");
    get(404, "/orders/999");
    get(404, "/nowhere");
    get(200, "/health");
    get(200, "/metrics");
  }

  private void purchases() {
    post(200, Buyers.PURCHASE, KEY);
    get(200, "/orders/0");
    post(422, Buyers.PURCHASE.replace("1", "2"), KEY);
    post(409, Buyers.PURCHASE.replace("1", "100000"));
    post(400, "{}");
    post(413, " ".repeat(100_000));
    post(403, Buyers.PURCHASE, "Origin: http://example.com");
  }

  private void whileTheOrderServiceIsAway() throws Exception {
    STORE.processes().pause(Service.ORDER);
    post(500, Buyers.PURCHASE);
    post(503, Buyers.PURCHASE, KEY);
    get(503, "/health");
    STORE.processes().resume(Service.ORDER);
    STORE.processes().awaitServing();
  }

  private HttpReply get(int status, String path, String... headers) {
    HttpReply reply = HttpConnection.getOnce(STORE.port(), path, headers);
    return saw("GET " + path, status, reply);
  }

  private void post(int status, String body, String... headers) {
    saw("POST /orders", status, HttpConnection.postOnce(STORE.port(), body, headers));
  }

  private HttpReply saw(String request, int status, HttpReply reply) {
    assertEquals(status, reply.status(), () -> request + ": " + reply.body());
    String[] methodAndPath = request.split(" ", 2);
    String path = HttpContract.read().path(methodAndPath[1]).orElseThrow();
    seen.add(methodAndPath[0] + " " + path + " " + status);
    return reply;
  }
}
