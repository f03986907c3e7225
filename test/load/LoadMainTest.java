package load;

import static load.LyingStore.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A store whose replies are right. */
class LoadMainTest extends LoadTestBase {
  @Test
  void load_withQueriesAndPurchases_isRightAndShowsBoth() throws Exception {
    assertEquals(LoadMain.RIGHT, load("--requests", "50", "--clients", "4", "--p", "0.5"));
    assertTrue(out().contains("query "), out());
    assertTrue(out().contains("buy "), out());
    assertTrue(out().contains("orders  " + store.orders() + " asked for again and right"), out());
  }

  @Test
  void load_ofEachClient_isOneSessionWithOneClientId() throws Exception {
    assertEquals(LoadMain.RIGHT, load("--requests", "20", "--clients", "3"));
    List<String> first = requests("GET /products/", r -> !r.contains("Cookie: "));
    assertEquals(3, first.size());
  }

  @Test
  void load_withoutCookies_sendsNoClientIdBack() throws Exception {
    assertEquals(LoadMain.RIGHT, load("--requests", "20", "--p", "0.5", "--no-cookies"));
    assertEquals(List.of(), requests("", r -> r.contains("Cookie: ")));
  }

  @Test
  void load_ofAPath_sendsTheClientIdBackAsWell() throws Exception {
    assertEquals(LoadMain.RIGHT, load("--requests", "5", "--path", "/products"));
    assertEquals(4, requests("GET /products", r -> r.contains("Cookie: client_id=c1")).size());
  }

  @Test
  void load_withASeed_asksTheSameAgain() throws Exception {
    assertEquals(LoadMain.RIGHT, load("--requests", "30", "--seed", "7", "--query-only"));
    List<String> before = store.requests();
    assertEquals(LoadMain.RIGHT, load("--requests", "30", "--seed", "7", "--query-only"));
    assertEquals(before, store.requests().subList(before.size(), store.requests().size()));
  }

  @Test
  void load_ofAToyThatDoesNotExist_takesA404AsRight() throws Exception {
    String toys = "Tux,No Such Toy";
    assertEquals(LoadMain.RIGHT, load("--requests", "50", "--toys", toys));
    assertTrue(out().contains("404 no such toy"), out());
  }

  @Test
  void load_whenAToyIsSoldOut_countsTheRefusals() throws Exception {
    store.setStock("Tux", 5);
    assertEquals(
        LoadMain.RIGHT, load("--requests", "9", "--toys", "Tux", "--buy-only", "--quantity", "1"));
    assertTrue(out().contains("buy                4 409 not enough stock"), out());
  }

  @Test
  void load_ofSeveralPieces_buysAndChecksThem() throws Exception {
    assertEquals(LoadMain.RIGHT, load("--requests", "40", "--p", "1", "--quantity", "9"));
    assertTrue(requests("POST", r -> !r.contains("\"quantity\":1}")).size() > 0);
  }

  @Test
  void load_withKeys_sendsADifferentOneWithEachPurchase() throws Exception {
    assertEquals(LoadMain.RIGHT, load("--requests", "20", "--p", "1", "--keys"));
    long keys = requests("POST", r -> true).stream().map(LoadTestBase::key).distinct().count();
    assertEquals(store.orders(), keys);
  }

  @Test
  void load_asOpenLoop_keepsTheRate() throws Exception {
    assertEquals(LoadMain.RIGHT, load("--seconds", "1", "--rate", "200", "--clients", "5"));
    int queries = requests("GET /products/", r -> true).size() + requests("POST", r -> true).size();
    assertTrue(queries > 150 && queries <= 201, "" + queries);
  }

  @Test
  void load_onSeveralThreads_checksAllOrders() throws Exception {
    assertEquals(
        LoadMain.RIGHT, load("--requests", "20", "--clients", "9", "--threads", "3", "--p", "1"));
    assertTrue(out().contains("orders  " + store.orders() + " asked"), out());
  }

  @Test
  void load_withAWarmUp_doesNotCountIt() throws Exception {
    assertEquals(LoadMain.RIGHT, load("--warmup", "0.1", "--requests", "7", "--query-only"));
    assertTrue(out().contains("query              7 "), out());
    assertTrue(store.requests().size() > 7 + 2);
  }

  @Test
  void load_withTooManyOrders_checksASample() throws Exception {
    assertEquals(LoadMain.RIGHT, load("--requests", "50", "--buy-only", "--check", "10"));
    assertEquals(10, requests("GET /orders/", r -> true).size());
  }

  @Test
  void load_whenTheJsonIsSpacedOtherwise_isStillRight() throws Exception {
    store.change(
        "GET /products/Tux",
        any -> reply(200, "{ \"data\": {\"quantity\":5,\"price\":15.99, \"name\":\"T\\u0075x\"}}"));
    assertEquals(LoadMain.RIGHT, load("--requests", "5", "--toys", "Tux", "--query-only"), err());
  }

  @Test
  void load_whenTheServerClosesAfterAReply_connectsAgainWithoutAnError() throws Exception {
    store.change("GET /products/", r -> r.replaceFirst("\r\n", "\r\nConnection: close\r\n"));
    assertEquals(LoadMain.RIGHT, load("--requests", "10"), err());
    assertTrue(!out().contains("closed without"), out());
  }

  @Test
  void load_ofAPath_looksOnlyAtStatusAndLength() throws Exception {
    assertEquals(LoadMain.RIGHT, load("--requests", "5", "--path", "/products"));
    store.change("GET /products", any -> reply(200, "nothing like a toy"));
    assertEquals(LoadMain.RIGHT, load("--requests", "5", "--path", "/products"));
  }
}
