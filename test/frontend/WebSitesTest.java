package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser sends for other web sites' pages. */
class WebSitesTest {
  private static final String BUY = "{\"name\":\"Tux\",\"quantity\":1}";
  private static final String FRIEND = "https://friend.example";
  private static FakeStore store;

  @BeforeAll
  static void start() {
    store = FakeStore.allowing(Set.of(FRIEND));
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  private static HttpReply buy(String... headers) {
    return HttpConnection.postOnce(store.port(), BUY, headers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.example",
        "Origin: null",
        "Origin: http://store.evil.example",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site"
      })
  void aPurchaseFromAnotherSitesPage_is403AndBuysNothing(String header) {
    int before = store.order.purchases.size();
    buy("Content-Type: text/plain", header).assertError(403);
    assertEquals(before, store.order.purchases.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: not a browser",
        "Origin: http://store",
        "Origin: https://store",
        "Sec-Fetch-Site: same-origin",
        "Sec-Fetch-Site: none"
      })
  void aPurchaseFromTheStoresOwnPageOrFromNone_isSold(String header) {
    assertEquals(200, buy(header).status());
  }

  @Test
  void aPurchaseFromASiteThatIsNamed_isSoldAndItsPageMaySeeTheReply() {
    HttpReply reply = buy("Origin: " + FRIEND, "Sec-Fetch-Site: cross-site");
    assertEquals(200, reply.status());
    assertEquals(FRIEND, reply.header("access-control-allow-origin"));
    assertEquals("Origin", reply.header("vary"));
  }

  @Test
  void aPreflightOfASiteThatIsNamed_saysWhatItMaySend() {
    HttpReply reply = preflight(FRIEND);
    assertEquals(204, reply.status());
    assertEquals(FRIEND, reply.header("access-control-allow-origin"));
    assertTrue(reply.header("access-control-allow-methods").contains("POST"));
    assertTrue(reply.header("access-control-allow-headers").contains("Idempotency-Key"));
  }

  @Test
  void aPreflightOfAnotherSite_allowsNothing() {
    HttpReply reply = preflight("https://evil.example").assertError(405);
    assertNull(reply.header("access-control-allow-origin"));
  }

  private static HttpReply preflight(String origin) {
    try (HttpConnection connection = store.connect()) {
      return connection
          .send("OPTIONS", "/orders", "Origin: " + origin, "Access-Control-Request-Method: POST")
          .receive();
    }
  }

  @Test
  void aReadFromAnotherSitesPage_isAnsweredAsTheBrowserDoesNotShowIt() {
    HttpReply reply =
        HttpConnection.getOnce(store.port(), "/products/Tux", "Origin: http://evil.example");
    assertEquals(200, reply.status());
    assertNull(reply.header("access-control-allow-origin"));
  }
}
