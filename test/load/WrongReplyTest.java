package load;

import static load.LyingStore.error;
import static load.LyingStore.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each wrong reply ends the run with status 1 and is shown. */
class WrongReplyTest extends LoadTestBase {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":{\"name\":\"Tux\",\"price\":\"15.99\",\"quantity\":5}}",
        "{\"data\":{\"name\":\"Tux\",\"price\":15.9,\"quantity\":5}}",
        "{\"data\":{\"name\":\"Tux\",\"price\":15.98,\"quantity\":5}}",
        "{\"data\":{\"name\":\"Tux\",\"price\":-15.99,\"quantity\":5}}",
        "{\"data\":{\"name\":\"Tux\",\"price\":null,\"quantity\":5}}",
        "{\"data\":{\"name\":\"Tux\",\"price\":15.99,\"quantity\":\"5\"}}",
        "{\"data\":{\"name\":\"Tux\",\"price\":15.99,\"quantity\":5.0}}",
        "{\"data\":{\"name\":\"Tux\",\"price\":15.99,\"quantity\":05}}",
        "{\"data\":{\"name\":\"Tux\",\"price\":15.99,\"quantity\":-1}}",
        "{\"data\":{\"name\":\"Tux\",\"price\":15.99,\"quantity\":99999999999}}",
        "{\"data\":{\"name\":\"tux\",\"price\":15.99,\"quantity\":5}}",
        "{\"data\":{\"name\":\"Tux\",\"price\":15.99}}",
        "{\"data\":{\"name\":\"Tux\",\"price\":15.99,\"quantity\":5,\"more\":1}}",
        "{\"data\":[]}",
        "{\"data\":{\"name\":\"Tux\",\"price\":15.99,\"quantity\":5}",
        "{\"data\":{\"name\":\"Tux\",\"price\":15.99,\"quantity\":5}}}",
        "[]",
        ""
      })
  void query_withAnotherBody_fails(String body) throws Exception {
    store.change("GET /products/Tux", any -> reply(200, body));
    assertFails("--query-only");
  }

  @Test
  void query_withAStockThatRises_fails() throws Exception {
    AtomicInteger stock = new AtomicInteger(5);
    store.change("GET /products/Tux", any -> tux(stock.getAndIncrement()));
    assertFails("--query-only");
    assertTrue(err().contains("the stock of Tux rose from 5 to 6"), err());
  }

  @Test
  void query_afterAPurchaseThatDoesNotShow_fails() throws Exception {
    store.change("GET /products/Tux", any -> tux(5));
    assertFails("--p", "1");
    assertTrue(err().contains("the stock of Tux rose from 4 to 5"), err());
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 304, 400, 404, 413, 422, 500, 504})
  void query_withAnotherStatus_fails(int status) throws Exception {
    store.change("GET /products/Tux", any -> error(status, status, "product not found"));
    assertFails("--query-only");
  }

  @Test
  void query_ofAToyThatDoesNotExist_answeredAsIfItDid_fails() throws Exception {
    store.change("GET /products/Nope", any -> tux(5));
    assertEquals(LoadMain.WRONG, load("--requests", "5", "--toys", "Nope"));
  }

  @ParameterizedTest
  @CsvSource({
    "'Content-Length: [0-9]+\\r\\n', ''",
    "'Content-Length: [0-9]+', 'Transfer-Encoding: chunked'",
    "'Content-Length: [0-9]+', 'Content-Length: 5'",
    "'Content-Length: [0-9]+', 'Content-Length: x'",
    "'Content-Length: [0-9]+', 'Content-Length: -1'",
    "'application/json', 'text/html'",
    "'Content-Type: application/json\\r\\n', ''",
    "'HTTP/1.1', 'HTTP/1.0'",
    "'HTTP/1.1 200', 'HTTP/1.1 twenty'",
    "'HTTP/1.1 200', '???'",
    "'Set-Cookie: [^\\r]*\\r\\n', ''",
    "'client_id=c1', 'client_id='"
  })
  void query_withAnotherHead_fails(String part, String instead) throws Exception {
    store.change("GET /products/Tux", r -> r.replaceFirst(part, instead));
    assertFails("--query-only");
  }

  @Test
  void query_withMoreThanOneReply_fails() throws Exception {
    store.change("GET /products/Tux", r -> r + r);
    assertFails("--query-only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":{\"order_number\":\"0\"}}",
        "{\"data\":{\"order_number\":-1}}",
        "{\"data\":{\"order_number\":1.5}}",
        "{\"data\":{\"order_number\":null}}",
        "{\"data\":{\"number\":0}}",
        "{\"data\":0}"
      })
  void purchase_withAnotherBody_fails(String body) throws Exception {
    store.change("POST", any -> reply(200, body));
    assertFails("--p", "1");
  }

  @Test
  void purchase_withANumberThatWasGivenOut_fails() throws Exception {
    store.change("POST", any -> reply(200, "{\"data\":{\"order_number\":3}}"));
    assertFails("--buy-only");
    assertTrue(err().contains("the order number 3 was given out twice"), err());
  }

  @Test
  void purchase_refusedWithAnotherCode_fails() throws Exception {
    store.change("POST", any -> error(409, 409, "could not post order"));
    assertFails("--buy-only");
  }

  @Test
  void purchase_ofAToyThatDoesNotExist_fails() throws Exception {
    store.change("POST", any -> reply(200, "{\"data\":{\"order_number\":3}}"));
    assertEquals(LoadMain.WRONG, load("--requests", "5", "--toys", "Nope", "--buy-only"));
  }

  @Test
  void purchase_thatTakesNothingOffTheShelf_fails() throws Exception {
    store.change(
        "POST",
        reply -> {
          store.setStock("Tux", LyingStore.STOCK);
          return reply;
        });
    assertEquals(LoadMain.WRONG, load("--requests", "1", "--toys", "Tux", "--buy-only"));
    assertTrue(err().contains("1 pieces of Tux were sold, but 0 are gone"), err());
  }

  @Test
  void purchase_thatMayHaveHappened_withRetryAfter_fails() throws Exception {
    String reply = error(500, 500, "it may have happened");
    store.change("POST", any -> reply.replaceFirst("\r\n", "\r\nRetry-After: 1\r\n"));
    assertFails("--buy-only");
  }

  @Test
  void purchase_withAKey_thatMayHaveHappened_fails() throws Exception {
    store.change("POST", any -> error(500, 500, "it may have happened"));
    assertFails("--buy-only", "--keys");
  }

  @Test
  void catalogue_withMoreInAToy_fails() throws Exception {
    String toy = TUX.replace("}", ",\"more\":1}");
    store.change("GET /products ", any -> reply(200, "{\"data\":[" + toy + "]}"));
    assertEquals(LoadMain.WRONG, load("--requests", "1"));
  }

  @Test
  void busy_withoutRetryAfter_fails() throws Exception {
    store.change("GET /products/Tux", any -> error(503, 503, "busy"));
    assertFails("--query-only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":{\"number\":1,\"name\":\"Tux\",\"quantity\":1}}",
        "{\"data\":{\"number\":0,\"name\":\"Rubik's Cube\",\"quantity\":1}}",
        "{\"data\":{\"number\":0,\"name\":\"Tux\",\"quantity\":2}}",
        "{\"data\":{\"number\":\"0\",\"name\":\"Tux\",\"quantity\":1}}",
        "{\"data\":{\"number\":0,\"name\":\"Tux\"}}"
      })
  void order_thatReadsBackDifferently_fails(String body) throws Exception {
    store.change("GET /orders/0", any -> reply(200, body));
    assertFails("--buy-only");
  }

  @Test
  void order_thatIsGone_fails() throws Exception {
    store.change("GET /orders/0", any -> error(404, 404, "order not found"));
    assertFails("--buy-only");
  }

  @Test
  void catalogue_withAToyTwice_fails() throws Exception {
    store.change("GET /products ", any -> reply(200, "{\"data\":[" + TUX + "," + TUX + "]}"));
    assertEquals(LoadMain.WRONG, load("--requests", "1"));
  }

  private void assertFails(String... options) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of("--requests", "20", "--toys", "Tux"));
    all.addAll(List.of(options));
    assertEquals(LoadMain.WRONG, load(all.toArray(new String[0])), out());
    assertTrue(err().contains("Wrong reply: "), err());
    assertTrue(err().contains("\n> "), err());
    assertTrue(err().contains("\n< "), err());
  }

  private static final String TUX = "{\"name\":\"Tux\",\"price\":15.99,\"quantity\":5}";

  private static String tux(int stock) {
    return reply(200, "{\"data\":{\"name\":\"Tux\",\"price\":15.99,\"quantity\":" + stock + "}}");
  }
}
