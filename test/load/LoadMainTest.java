package load;

import static load.FakeStore.error;
import static load.FakeStore.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadMainTest {
  private final ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
  private FakeStore store;

  @BeforeEach
  void open() throws IOException {
    store = new FakeStore();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Nested
  class ARightStore {
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
          LoadMain.RIGHT,
          load("--requests", "9", "--toys", "Tux", "--buy-only", "--quantity", "1"));
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
      long keys = requests("POST", r -> true).stream().map(LoadMainTest::key).distinct().count();
      assertEquals(store.orders(), keys);
    }

    @Test
    void load_asOpenLoop_keepsTheRate() throws Exception {
      assertEquals(LoadMain.RIGHT, load("--seconds", "1", "--rate", "200", "--clients", "5"));
      int queries =
          requests("GET /products/", r -> true).size() + requests("POST", r -> true).size();
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
          any ->
              reply(200, "{ \"data\": {\"quantity\":5,\"price\":15.99, \"name\":\"T\\u0075x\"}}"));
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

  /** Each is answered to one request; the run ends with status 1 and shows the reply. */
  @Nested
  class AWrongReply {
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
            store.setStock("Tux", FakeStore.STOCK);
            return reply;
          });
      assertEquals(LoadMain.WRONG, load("--requests", "1", "--toys", "Tux", "--buy-only"));
      assertTrue(err().contains("1 pieces of Tux were sold, but 0 are gone"), err());
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
  }

  @Nested
  class TroubleThatIsNoWrongReply {
    @Test
    void busy_isCountedAndTheClientGoesOn() throws Exception {
      changeFirst("GET /products/", 3, busy());
      assertEquals(LoadMain.RIGHT, load("--requests", "10", "--query-only"), err());
      assertTrue(out().contains("query              3 503 busy or unavailable"), out());
    }

    @Test
    void closedConnections_areCountedAndTheClientConnectsAgain() throws Exception {
      changeFirst("GET /products/", 3, FakeStore.CLOSE);
      assertEquals(LoadMain.RIGHT, load("--requests", "10", "--query-only"), err());
      assertTrue(out().contains("query              3 connection closed"), out());
    }

    @Test
    void silence_isGivenUpAfterTheTimeout() throws Exception {
      changeFirst("GET /products/", 1, FakeStore.SILENCE);
      assertEquals(
          LoadMain.RIGHT, load("--requests", "5", "--query-only", "--timeout", "0.2"), err());
      assertTrue(out().contains("query              1 no reply in time"), out());
    }

    @Test
    void lostAnswers_withKeys_areAskedForAgainUnderTheSameKey() throws Exception {
      changeFirst("POST", 3, FakeStore.CLOSE);
      assertEquals(LoadMain.RIGHT, load("--requests", "10", "--buy-only", "--keys"), err());
      assertEquals(7, store.orders());
      List<String> posts = requests("POST", r -> true);
      assertEquals(1, posts.subList(0, 4).stream().map(LoadMainTest::key).distinct().count());
    }

    @Test
    void lostAnswersOfOrders_areAskedForAgain() throws Exception {
      changeFirst("GET /orders/", 2, FakeStore.CLOSE);
      assertEquals(LoadMain.RIGHT, load("--requests", "3", "--buy-only"), err());
      assertTrue(out().contains("orders  3 asked for again and right; 2 times no answer"), out());
    }

    @Test
    void aStoreThatDisappears_endsTheRunInTime() throws Exception {
      AtomicInteger queries = new AtomicInteger();
      store.change(
          "GET /products/",
          r -> {
            if (queries.incrementAndGet() > 50) {
              closeQuietly();
            }
            return r;
          });
      assertEquals(LoadMain.RIGHT, load("--seconds", "0.5", "--clients", "3", "--p", "0"), err());
      assertTrue(out().contains("not connected"), out());
      assertTrue(out().contains("stock   not looked at, as the store does not answer"), out());
    }

    @Test
    void onlyTrouble_isNotRight() throws Exception {
      store.change("GET /products/", any -> busy());
      assertEquals(LoadMain.WRONG, load("--requests", "2", "--query-only"));
      assertTrue(err().contains("No request was answered."), err());
    }

    private void closeQuietly() {
      try {
        store.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private void changeFirst(String requestStart, int count, String reply) {
      AtomicInteger left = new AtomicInteger(count);
      store.change(requestStart, right -> left.getAndDecrement() > 0 ? reply : right);
    }

    private String busy() {
      return error(503, 503, "busy").replaceFirst("\r\n", "\r\nRetry-After: 1\r\n");
    }
  }

  @Nested
  class TheCommandLine {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "--clients 0",
          "--clients many",
          "--p 1.1",
          "--p",
          "--nonsense",
          "--seconds 1 --requests 1",
          "--out report.txt",
          "--host nowhere",
          "--rate 5 --think 5"
        })
    void nonsense_isRefusedWithASentence(String line) throws Exception {
      assertEquals(LoadMain.UNUSABLE, load(line.split(" ")));
      assertEquals(1, err().lines().count(), err());
    }

    @Test
    void help_namesEveryOption() throws Exception {
      assertEquals(LoadMain.RIGHT, load("--help"));
      assertTrue(out().contains("--think MS"), out());
    }

    @Test
    void noStore_isSaid() throws Exception {
      store.close();
      assertEquals(LoadMain.UNUSABLE, load("--requests", "1"));
      assertTrue(err().startsWith("no store answers at " + store.host()), err());
    }

    @Test
    void csvFile_hasALineForEachOperation(@TempDir Path folder) throws Exception {
      Path file = folder.resolve("report.csv");
      assertEquals(LoadMain.RIGHT, load("--requests", "9", "--out", file.toString()));
      List<String> lines = Files.readAllLines(file);
      assertEquals(3, lines.size());
      int columns = lines.get(0).split(",").length;
      assertEquals(columns, lines.get(1).split(",").length);
      assertEquals(columns, lines.get(2).split(",").length);
    }

    @Test
    void jsonFile_isJson(@TempDir Path folder) throws Exception {
      Path file = folder.resolve("report.json");
      assertEquals(LoadMain.RIGHT, load("--requests", "9", "--out", file.toString()));
      Map<?, ?> report = (Map<?, ?>) JsonReader.read(Files.readString(file));
      assertTrue(report.get("query") instanceof Map<?, ?> query && query.get("p99_9") != null);
    }
  }

  private static final String TUX = "{\"name\":\"Tux\",\"price\":15.99,\"quantity\":5}";

  private static String tux(int stock) {
    return reply(200, "{\"data\":{\"name\":\"Tux\",\"price\":15.99,\"quantity\":" + stock + "}}");
  }

  private static String key(String request) {
    return request.lines().filter(line -> line.startsWith("Idempotency-Key")).findFirst().get();
  }

  private List<String> requests(String start, Predicate<String> which) {
    return store.requests().stream().filter(r -> r.startsWith(start)).filter(which).toList();
  }

  private int load(String... options) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of(options));
    if (!all.contains("--host")) {
      all.addAll(0, List.of("--host", store.host()));
    }
    return LoadMain.run(
        new PrintStream(outBytes, true, StandardCharsets.UTF_8),
        new PrintStream(errBytes, true, StandardCharsets.UTF_8),
        all.toArray(new String[0]));
  }

  private String out() {
    return outBytes.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return errBytes.toString(StandardCharsets.UTF_8);
  }
}
