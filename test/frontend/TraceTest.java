package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.Headers;
import common.testing.Await;
import common.testing.CapturedLog;
import common.testing.HttpConnection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import rpc.order.BuyRequest;

/** Where the {@code traceparent} of a request goes. */
@Isolated
class TraceTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String HEADER = "traceparent: " + TRACE;
  private static final String BUY = "{\"name\":\"Tux\",\"quantity\":1}";
  private static final int MANY = 60;

  @AutoClose private final FakeStore store = new FakeStore(64);

  private void buy(String... headers) {
    assertEquals(200, store.connect().post("/orders", BUY, headers).status());
  }

  @Test
  void ofAPurchase_goesAlongInTheMetadataOfItsCall_andWithThePurchase() {
    buy(HEADER);
    assertEquals(List.of(TRACE), List.copyOf(store.order.traces));
    assertEquals(TRACE, store.order.purchases.remove().getTraceparent());
  }

  @Test
  void thatIsNone_orNotValid_goesNowhere() {
    buy();
    buy("traceparent: 00-1-2-01");
    buy(HEADER, HEADER);
    buy(HEADER.replace("-01", "-01-more"));
    assertEquals(List.of("", "", "", ""), List.copyOf(store.order.traces));
    store.order.purchases.forEach(purchase -> assertEquals("", purchase.getTraceparent()));
  }

  @Test
  void ofManyPurchasesInOneCall_stayWithTheirPurchases() {
    store.order.held.hold("Tux");
    List<HttpConnection> connections = new ArrayList<>();
    Set<String> sent = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      String trace = TRACE.replace("4bf92f", String.format("%06x", i));
      String key = "Idempotency-Key: " + i;
      sent.add("Idempotency-Key: " + i + " " + trace);
      connections.add(
          store.connect().sendBody("POST", "/orders", BUY, key, "traceparent: " + trace));
    }
    Await.until("all are asked", () -> store.order.purchases.size() == MANY);
    store.order.held.release("Tux");
    connections.forEach(connection -> assertEquals(200, connection.receive().status()));
    assertEquals(
        sent,
        store.order.purchases.stream().map(TraceTest::keyAndTrace).collect(Collectors.toSet()));
    long calls = store.order.traces.size();
    long alone = store.order.traces.stream().filter(trace -> !trace.isEmpty()).count();
    // A call of several has no trace of its own.
    assertEquals(calls < MANY, alone < calls, calls + " calls, " + alone + " with a trace");
  }

  private static String keyAndTrace(BuyRequest purchase) {
    return "Idempotency-Key: " + purchase.getIdempotencyKey() + " " + purchase.getTraceparent();
  }

  @Test
  void ofAReadThatAsksAService_goesAlong() {
    assertEquals(200, store.get("/products/Tux", HEADER).status());
    assertEquals(200, store.get("/products/Tux").status());
    assertEquals(List.of(TRACE, ""), List.copyOf(store.catalog.traces));
    assertEquals(200, store.get("/orders/7", HEADER).status());
    assertEquals(List.of(TRACE), List.copyOf(store.order.traces));
  }

  @Test
  void logLine_hasIt() {
    try (CapturedLog log = new CapturedLog()) {
      AccessLog.lines()
          .log("abc", request("Traceparent", TRACE), Reply.error(404, "none"), 1_000_000);
      AccessLog.lines().log("abc", request("Traceparent", "no"), Reply.error(404, "none"), 0);
      List<String> lines = log.messages("client=abc");
      assertEquals(2, lines.size());
      assertEquals("404 1.00 ms traceparent=" + TRACE, lines.get(0).replaceFirst(".* /x ", ""));
      assertEquals("404 0.00 ms", lines.get(1).replaceFirst(".* /x ", ""));
    }
  }

  private static Request request(String name, String value) {
    Headers headers = new Headers();
    headers.add(name, value);
    return new Request("GET", "/x", headers, new byte[0]);
  }
}
