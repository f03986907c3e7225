package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.Await;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every request: framing, methods, paths, sizes. */
class HttpTest {
  private static final int LARGEST_BODY = 4096;
  private static final String BUY = "{\"name\":\"Tux\",\"quantity\":1}";
  @AutoClose private static FakeStore store;

  @BeforeAll
  static void start() {
    store = new FakeStore(4);
    store.catalog.failing("Broken", Status.INTERNAL);
  }

  private static HttpReply once(String method, String path) {
    try (HttpConnection connection = store.connect()) {
      return connection.send(method, path).receive();
    }
  }

  @Nested
  class EveryReply {
    @ParameterizedTest
    @CsvSource({
      "GET,/products/Tux,200", "GET,/products,200", "GET,/products/Nope,404", "GET,/orders/1,200",
      "GET,/orders/x,404", "GET,/health,200", "GET,/nope,404", "GET,/products/%FF,400",
      "POST,/orders,400", "DELETE,/orders,405", "GET,/products/Broken,500"
    })
    void isJsonWithALengthOnAConnectionThatStaysOpen(String method, String path, int status) {
      try (HttpConnection connection = store.connect()) {
        for (int i = 0; i < 2; i++) {
          HttpReply reply = connection.send(method, path).receive();
          assertEquals(status, reply.status());
          assertEquals("application/json", reply.header("content-type"));
          assertNull(reply.header("connection"));
          assertNotNull(reply.header("content-length"));
          assertEquals(1, reply.json().size());
        }
      }
    }

    @Test
    void toRequestsSentInOneGo_comesInTheirOrder() {
      try (HttpConnection connection = store.connect()) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 20; i++) {
          all.append("GET /orders/" + i + " HTTP/1.1\r\nHost: store\r\n\r\n");
        }
        connection.sendRaw(all.toString());
        for (int i = 0; i < 20; i++) {
          assertEquals(i, connection.receive().integer("number"));
        }
      }
    }

    @Test
    void onAConnectionThatIsKept_isNotHeldBackForAnAcknowledgement() {
      try (HttpConnection connection = store.connect()) {
        long[] nanos = new long[41];
        for (int i = 0; i < nanos.length; i++) {
          long start = System.nanoTime();
          connection.get("/products/Tux");
          nanos[i] = System.nanoTime() - start;
        }
        // Where TCP waits for more to send, none takes less than 40 ms.
        long quickest = Arrays.stream(nanos).min().orElseThrow();
        assertTrue(quickest < 30e6, "quickest " + quickest + " ns");
      }
    }

    @Test
    void toARequestThatAsksForIt_closesTheConnection() {
      try (HttpConnection connection = store.connect()) {
        assertEquals(200, connection.get("/products/Tux", "Connection: close").status());
        assertEquals("", connection.readToEnd());
      }
    }

    @Test
    void saysHowLongItsConnectionLasts() {
      try (HttpConnection connection = store.connect()) {
        assertEquals("timeout=55", connection.get("/products/Tux").header("keep-alive"));
        HttpReply last = connection.get("/products/Tux", "Connection: close");
        assertNull(last.header("keep-alive"));
        assertEquals("close", last.header("connection"));
      }
    }

    @Test
    void inHttp10_closesTheConnection() {
      try (HttpConnection connection = store.connect()) {
        connection.sendRaw("GET /products/Tux HTTP/1.0\r\n\r\n");
        assertEquals(200, connection.receive().status());
        assertEquals("", connection.readToEnd());
      }
    }
  }

  @Nested
  class Head {
    @ParameterizedTest
    @ValueSource(strings = {"/products/Tux", "/products", "/orders/1", "/health"})
    void ofWhatGetAnswers_isItsHeadersOnly(String path) {
      isGetWithoutBody(path, 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/products/Nope", "/orders/x", "/nope"})
    void ofWhatIsNotThere_isTheHeadersOf404(String path) {
      isGetWithoutBody(path, 404);
    }

    private void isGetWithoutBody(String path, int status) {
      try (HttpConnection connection = store.connect()) {
        HttpReply head = connection.head(path);
        // Had the HEAD a body, the next reply on this connection would begin with it.
        HttpReply get = connection.get(path);
        assertEquals(status, head.status());
        assertEquals(status, get.status());
        assertEquals(
            Integer.toString(get.body().getBytes(StandardCharsets.UTF_8).length),
            head.header("content-length"));
        assertEquals(get.headerNames(), head.headerNames());
        assertEquals("application/json", head.header("content-type"));
      }
    }

    @Test
    void whereThereIsNoGet_is405() {
      try (HttpConnection connection = store.connect()) {
        HttpReply head = connection.head("/orders");
        assertEquals(405, head.status());
        assertEquals("POST", head.header("allow"));
        assertEquals(200, connection.get("/products/Tux").status());
      }
    }
  }

  @Nested
  class Methods {
    @ParameterizedTest
    @CsvSource({
      "POST,/products,'GET, HEAD'",
      "DELETE,/products/Tux,'GET, HEAD'",
      "PUT,/orders/1,'GET, HEAD'",
      "POST,/orders/1,'GET, HEAD'",
      "POST,/health,'GET, HEAD'",
      "OPTIONS,/products,'GET, HEAD'",
      "get,/products,'GET, HEAD'",
      "FROB,/products,'GET, HEAD'",
      "GET,/orders,POST",
      "PUT,/orders,POST",
      "DELETE,/orders,POST",
      "OPTIONS,/orders,POST",
      "post,/orders,POST",
      "TRACE,/orders,POST"
    })
    void thatThePathDoesNotTake_are405WithThoseThatItTakes(
        String method, String path, String allow) {
      HttpReply reply = once(method, path).assertError(405);
      assertEquals(allow, reply.header("allow"));
      assertEquals("this path takes " + allow, reply.message());
    }

    @Test
    void othersThan405_haveNoAllow() {
      assertNull(once("GET", "/products").header("allow"));
      assertNull(once("GET", "/nope").header("allow"));
    }
  }

  @Nested
  class OtherPaths {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "/product",
          "/productsX",
          "/products/Tux/x",
          "/ordersX",
          "/orders/1/items",
          "/health/x",
          "/Products",
          "/products%2FTux",
          "/x/products",
          "/favicon.ico",
          "/.",
          "/../products"
        })
    void are404ForEveryMethod(String path) {
      for (String method : new String[] {"GET", "POST", "DELETE"}) {
        once(method, path)
            .assertIs(
                404,
                "{\"error\":{\"code\":404,\"message\":"
                    + "\"no such path; there are /products, /orders and /health\"}}");
      }
    }

    @Test
    void withASlashAtTheEnd_areTheSame() {
      assertEquals(once("GET", "/products").body(), once("GET", "/products/").body());
      assertEquals(once("GET", "/products/Tux").body(), once("GET", "/products/Tux/").body());
      assertEquals(once("GET", "/orders/1").body(), once("GET", "/orders/1/").body());
      assertEquals(200, once("GET", "/health/").status());
      assertEquals(405, once("GET", "/orders/").status());
      try (HttpConnection connection = store.connect()) {
        assertEquals(200, connection.post("/orders/", BUY).status());
      }
    }

    @Test
    void withAnHostInFront_arePathsToo() {
      assertEquals(200, once("GET", "http://store:8080/products/Tux").status());
    }
  }

  @Nested
  class BodySize {
    private String purchaseOf(int bytes) {
      return BUY.replace("}", " ".repeat(bytes - BUY.length()) + "}");
    }

    @Test
    void of4KiB_isTaken() {
      assertEquals(200, HttpConnection.postOnce(store.port(), purchaseOf(LARGEST_BODY)).status());
    }

    @Test
    void ofOneByteMore_is413AndBuysNothing() {
      int before = store.order.purchases.size();
      HttpReply reply = HttpConnection.postOnce(store.port(), purchaseOf(LARGEST_BODY + 1));
      reply.assertError(413);
      assertTrue(reply.message().contains("4096"), reply.message());
      assertEquals(before, store.order.purchases.size());
    }

    @Test
    void ofMuchMore_is413ForAClientThatReadsOnlyWhenAllIsSent() {
      byte[] chunk = new byte[100_000];
      for (int i = 0; i < 5; i++) {
        try (HttpConnection connection = store.connect()) {
          connection.sendRaw(
              "POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: 10000000\r\n\r\n");
          for (int sent = 0; sent < 10_000_000; sent += chunk.length) {
            connection.sendRaw(chunk);
          }
          HttpReply reply = connection.receive().assertError(413);
          assertEquals("close", reply.header("connection"));
        }
      }
    }

    @Test
    void of60MB_is413() {
      byte[] chunk = new byte[1_000_000];
      try (HttpConnection connection = store.connect()) {
        connection.sendRaw(
            "POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: 60000000\r\n\r\n");
        for (int sent = 0; sent < 60_000_000; sent += chunk.length) {
          connection.sendRaw(chunk);
        }
        connection.receive().assertError(413);
      }
    }

    @Test
    void tooLarge_isSaidBeforeTheBodyIsSent() {
      try (HttpConnection connection = store.connect()) {
        connection.sendRaw(
            "POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: 10000000\r\n\r\n");
        connection.receive().assertError(413);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"+27", "+0"})
    void thatAnotherServerMightReadDifferently_is400AndClosesTheConnection(String length) {
      int before = store.order.purchases.size();
      try (HttpConnection connection = store.connect()) {
        connection.sendRaw(
            "POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: " + length + "\r\n\r\n" + BUY);
        HttpReply reply = connection.receive().assertError(400);
        assertEquals("Content-Length must be digits only", reply.message());
        assertEquals("", connection.readToEnd());
      }
      assertEquals(before, store.order.purchases.size());
    }

    @Test
    void thatDoesNotCome_is408AfterSomeSeconds() {
      int before = store.order.purchases.size();
      try (HttpConnection connection = store.connect()) {
        connection.sendRaw(
            "POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: 27\r\n\r\n{\"name\":");
        HttpReply reply = connection.receive().assertError(408);
        assertEquals("close", reply.header("connection"));
        assertEquals("", connection.readToEnd());
      }
      assertEquals(before, store.order.purchases.size());
    }

    @Test
    void tooLarge_closesTheConnectionAsItsRestMayFollow() {
      try (HttpConnection connection = store.connect()) {
        String client = "Cookie: client_id=too-large";
        connection.post("/orders", purchaseOf(LARGEST_BODY + 1), client).assertError(413);
        assertEquals("", connection.readToEnd());
        Await.until(
            "a line in the access log",
            () ->
                store.requests.await(0).stream()
                    .anyMatch(line -> line.client().equals("too-large") && line.status() == 413));
      }
    }

    @Test
    void ofAGet_isReadAndNotLookedAt() {
      try (HttpConnection connection = store.connect()) {
        connection.sendBody("GET", "/products/Tux", "whatever");
        assertEquals(200, connection.receive().status());
        assertEquals(200, connection.get("/products/Tux").status());
      }
    }

    @Test
    void announcedWithExpect_isAskedFor() {
      try (HttpConnection connection = store.connect()) {
        connection.sendRaw(
            "POST /orders HTTP/1.1\r\n"
                + "Host: store\r\n"
                + "Content-Length: 27\r\n"
                + "Expect: 100-continue\r\n\r\n");
        Await.until("the 100", connection::hasInput);
        assertEquals(200, connection.sendRaw(BUY).receive().status());
      }
    }
  }

  @Nested
  class TheHead {
    @ParameterizedTest
    @CsvSource({
      "GET /products/Tux HTTP/1.1, 400, there must be one Host field",
      "GET /products/Tux HTTP/1.1|Host: a|Host: b, 400, there must be one Host field",
      "GET /products/Tux HTTP/1.1|Host: a|X: a\u0000b, 400, a header field has a control character",
      "GET /products/Tux HTTP/9.9|Host: a, 505, this is an HTTP/1.1 server"
    })
    void thatAnotherServerMightReadDifferently_isRefused(String head, int status, String message) {
      try (HttpConnection connection = store.connect()) {
        connection.sendRaw(head.replace("|", "\r\n") + "\r\n\r\n");
        HttpReply reply = connection.receive().assertError(status);
        assertEquals(message, reply.message());
        assertEquals("", connection.readToEnd());
      }
    }
  }

  @Nested
  class ChunkedBody {
    private static final String START =
        "POST /orders HTTP/1.1\r\nHost: store\r\nTransfer-Encoding: chunked\r\n\r\n";

    private String chunked(String body, int size) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < body.length(); i += size) {
        String chunk = body.substring(i, Math.min(body.length(), i + size));
        text.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk);
        text.append("\r\n");
      }
      return text.append("0\r\n\r\n").toString();
    }

    @Test
    void isPutTogether() {
      try (HttpConnection connection = store.connect()) {
        connection.sendRaw(START + chunked(BUY, 5));
        assertEquals(200, connection.receive().status());
      }
    }

    /** To the JDK's server this chunk has 0 bytes, so what follows it would be a request. */
    @Test
    void isTheLastRequestOfItsConnection_soNoneCanHideBehindIt() {
      int before = store.order.purchases.size();
      String hidden = "POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: 27\r\n\r\n" + BUY;
      try (HttpConnection connection = store.connect()) {
        connection.sendRaw(START + "100000000\r\n\r\n" + hidden);
        assertEquals("close", connection.receive().assertError(400).header("connection"));
        assertEquals("", connection.readToEnd());
      }
      assertEquals(before, store.order.purchases.size());
    }

    @Test
    void over4KiB_is413() {
      try (HttpConnection connection = store.connect()) {
        connection.sendRaw(START + chunked(" ".repeat(LARGEST_BODY + 1), 1000));
        connection.receive().assertError(413);
      }
    }

    @Test
    void malformed_takesNothingButItsConnection() {
      int before = store.order.purchases.size();
      try (HttpConnection connection = store.connect()) {
        connection.sendRaw(START + "1b\r\n" + BUY + "\r\nzz\r\n\r\n");
        assertEquals("close", connection.receive().assertError(400).header("connection"));
        assertEquals("", connection.readToEnd());
      }
      assertEquals(before, store.order.purchases.size());
    }
  }
}
