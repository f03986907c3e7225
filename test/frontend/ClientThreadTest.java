package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import common.testing.Await;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client keeps its thread, for good. */
class ClientThreadTest {
  private static final int WORKERS = 8;

  @AutoClose private final FakeStore store = new FakeStore(WORKERS);

  private static String cookie(String id) {
    return "Cookie: client_id=" + id;
  }

  private static String threadOf(String id) {
    return "worker-" + Clients.home(id, WORKERS);
  }

  @Nested
  class Cookie {
    @Test
    void isSetForAClientWithout() {
      HttpReply reply = store.connect().get("/products/Tux");
      assertNotNull(reply.setClientId());
      assertEquals(Clients.setCookie(reply.setClientId()), reply.header("set-cookie"));
    }

    @Test
    void isAnotherOneForEachClient() {
      Set<String> ids = new HashSet<>();
      HttpConnection connection = store.connect();
      for (int i = 0; i < 100; i++) {
        ids.add(connection.get("/products/Tux").setClientId());
      }
      assertEquals(100, ids.size());
    }

    @Test
    void isNotSetForAClientThatHasOne() {
      assertNull(store.connect().get("/products/Tux", cookie("abc")).setClientId());
      assertNull(store.connect().post("/orders", "{", cookie("abc")).setClientId());
    }

    @Test
    void isSetAlsoWithAnError() {
      assertNotNull(store.connect().get("/nope").setClientId());
      assertNotNull(store.connect().get("/products/%FF").setClientId());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"client_id=", "client_id=\"abc", "client_id=a\u0001c", "theme=dark", "x"})
    void isSetInsteadOfOneThatCannotBeAnId(String bad) {
      assertNotNull(store.connect().get("/products/Tux", "Cookie: " + bad).setClientId());
    }

    @Test
    void isSetInsteadOfOneThatIsTooLong() {
      assertNotNull(store.connect().get("/products/Tux", cookie("a".repeat(101))).setClientId());
      assertNull(store.connect().get("/products/Tux", cookie("a".repeat(100))).setClientId());
    }

    @Test
    void isFoundAmongOthers() {
      HttpConnection connection = store.connect();
      assertNull(
          connection.get("/products/Tux", "Cookie: theme=dark; client_id=abc; a=b").setClientId());
      assertNull(
          connection
              .get("/products/Tux", "Cookie: theme=dark", "Cookie: client_id=abc")
              .setClientId());
      for (Requests.Line line : store.requests.await(2)) {
        assertEquals("abc", line.client());
      }
    }
  }

  @Nested
  class TheThread {
    @Test
    void ofANewClient_isItsHomeFromItsSecondRequestOn() {
      for (int i = 0; i < 20; i++) {
        String id = store.connect().get("/products/Tux").setClientId();
        store.requests.await(3 * i + 1);
        store.connect().get("/products/Tux", cookie(id));
        store.connect().get("/orders/1", cookie(id));
        List<Requests.Line> lines = store.requests.await(3 * i + 3);
        for (Requests.Line line : lines.subList(3 * i + 1, 3 * i + 3)) {
          assertEquals(id + " " + threadOf(id), line.client() + " " + line.thread());
        }
      }
    }

    @Test
    void ofAClient_isTheSameOnAllItsConnectionsUnderLoad() {
      int clients = 12;
      int connectionsEach = 4;
      int requestsEach = 25;
      List<CompletableFuture<Void>> load = new ArrayList<>();
      for (int i = 0; i < clients * connectionsEach; i++) {
        String id = "client-" + i % clients;
        HttpConnection connection = store.connect();
        load.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int n = 0; n < requestsEach; n++) {
                    String path = n % 2 == 0 ? "/products/Tux" : "/orders/" + n;
                    assertEquals(200, connection.get(path, cookie(id)).status());
                  }
                },
                task -> new Thread(task, "load").start()));
      }
      load.forEach(CompletableFuture::join);
      List<Requests.Line> lines = store.requests.await(clients * connectionsEach * requestsEach);
      Map<String, Set<String>> threads = threadsOfClients(lines);
      assertEquals(clients, threads.size());
      threads.forEach((id, names) -> assertEquals(Set.of(threadOf(id)), names, id));
      Set<Set<String>> different = new HashSet<>(threads.values());
      assertFalse(different.size() < WORKERS / 2, "clients are spread: " + different);
    }

    @Test
    void ofAClient_isTheSameAfterManyOthersCame() {
      store.connect().get("/products/Tux", cookie("abc"));
      HttpConnection others = store.connect();
      IntStream.range(0, 2000).forEach(i -> others.get("/nope", cookie("other-" + i)));
      store.connect().get("/products/Tux", cookie("abc"));
      List<Requests.Line> lines = store.requests.await(2002);
      assertEquals(Set.of(threadOf("abc")), threadsOfClients(lines).get("abc"));
    }

    @Test
    void ofAClientWithTheJdksCookieJar_isKept() throws Exception {
      HttpClient client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .cookieHandler(new CookieManager())
              .build();
      URI toy = URI.create("http://127.0.0.1:" + store.port() + "/products/Tux");
      for (int i = 0; i < 5; i++) {
        HttpRequest request = HttpRequest.newBuilder(toy).build();
        var reply = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(i == 0, reply.headers().firstValue("set-cookie").isPresent());
      }
      List<Requests.Line> lines = store.requests.await(5).subList(1, 5);
      assertEquals(1, threadsOfClients(lines).size(), lines.toString());
    }

    private Map<String, Set<String>> threadsOfClients(List<Requests.Line> lines) {
      Map<String, Set<String>> threads = new HashMap<>();
      for (Requests.Line line : lines) {
        threads.computeIfAbsent(line.client(), any -> new HashSet<>()).add(line.thread());
      }
      return threads;
    }
  }

  @Nested
  class WhileAClientWaits {
    private final String slow = ClientIds.at(0, WORKERS);

    /** For the order service, for up to 3 s. */
    private HttpConnection slowPurchase() {
      store.order.held.hold("Slow");
      HttpConnection blocked = store.connect();
      blocked.sendBody("POST", "/orders", "{\"name\":\"Slow\",\"quantity\":1}", cookie(slow));
      Await.until("the purchase is on its way", () -> store.order.held.count("Slow") == 1);
      return blocked;
    }

    @Test
    void otherClients_areAnswered() {
      slowPurchase();
      for (int worker = 0; worker < WORKERS; worker++) {
        String id = ClientIds.at(worker, WORKERS);
        assertEquals(200, store.connect().get("/products/Tux", cookie(id)).status());
      }
      assertEquals(1, store.order.held.count("Slow"));
    }

    @Test
    void newClients_areAnswered() {
      slowPurchase();
      HttpConnection connection = store.connect();
      for (int i = 0; i < 5 * WORKERS; i++) {
        assertEquals(200, connection.get("/products/Tux").status());
      }
      assertEquals(1, store.order.held.count("Slow"));
    }

    @Test
    void itsOtherRequests_waitAndAreAnsweredAfterwards() {
      HttpConnection blocked = slowPurchase();
      HttpConnection same = store.connect().send("GET", "/products/Tux", cookie(slow));
      // Those that came later, and are answered, show that this one is not.
      for (int i = 0; i < 100; i++) {
        store.connect().get("/products/Tux", cookie(ClientIds.at(1 + i % 7, WORKERS)));
      }
      assertFalse(same.hasInput());
      store.order.held.release("Slow");
      for (HttpConnection connection : List.of(blocked, same)) {
        assertEquals(200, connection.receive().status());
      }
      List<Requests.Line> lines =
          store.requests.await(102).stream()
              .filter(line -> line.thread().equals("worker-0"))
              .toList();
      assertEquals(2, lines.size());
      assertEquals("POST", lines.get(0).method());
    }

    @Test
    void itsRequestsOfOneConnection_areAnsweredInTheirOrder() {
      HttpConnection blocked = slowPurchase();
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        sent.add("/orders/" + i);
        blocked.send("GET", "/orders/" + i, cookie(slow));
      }
      store.order.held.release("Slow");
      blocked.receive();
      for (int i = 0; i < 20; i++) {
        assertEquals(i, blocked.receive().integer("number"));
      }
      List<String> handled =
          store.requests.await(21).stream().skip(1).map(Requests.Line::path).toList();
      assertEquals(sent, handled);
      assertEquals(
          21,
          Collections.frequency(
              store.requests.await(21).stream().map(Requests.Line::thread).toList(), "worker-0"));
    }
  }
}
