package bench;

import http.Connection;
import http.Reply;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.QueryRequest;
import rpc.order.GetRequest;
import rpc.order.OrderGrpc;
import store.Service;

/**
 * Where the time of one request goes, seen from outside: the same thing is asked of the frontend,
 * of the order service and of the catalog, one call after the other, and the differences of the
 * medians are the parts. All in milliseconds.
 */
final class LayerProbe implements AutoCloseable {
  private static final String TOY = TestData.toy(0);
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int CALLS = 300;
  private static final int WARM_UP_CALLS = 2_000;

  private final ManagedChannel catalog;
  private final ManagedChannel order;
  private final Connection http;

  /** From the innermost to the outermost. */
  private final Map<String, Callable<?>> questions = new LinkedHashMap<>();

  private final Map<String, Series> medians = new LinkedHashMap<>();

  /** Asks the services of a running store. */
  LayerProbe(BenchStore store) throws IOException {
    catalog = channel(store, Service.CATALOG);
    order = channel(store, Service.ORDER);
    http = Connection.toLocal(store.processes().port(Service.FRONTEND), TIMEOUT_MILLIS);
    CatalogGrpc.CatalogBlockingStub toys = CatalogGrpc.newBlockingStub(catalog);
    OrderGrpc.OrderBlockingStub orders = OrderGrpc.newBlockingStub(order);
    QueryRequest query = QueryRequest.newBuilder().setName(TOY).build();
    var sale = rpc.catalog.BuyRequest.newBuilder().setName(TOY).setQuantity(1).build();
    var purchase = rpc.order.BuyRequest.newBuilder().setName(TOY).setQuantity(1).build();
    long number = orders.buy(purchase).getOrderNumber();
    GetRequest get = GetRequest.newBuilder().setOrderNumber(number).build();
    questions.put("catalog_query", () -> toys.query(query));
    questions.put("order_get", () -> orders.get(get));
    questions.put("catalog_buy", () -> toys.buy(sale));
    questions.put("order_buy", () -> orders.buy(purchase));
    String headers = " HTTP/1.1\r\nHost: " + store.host() + "\r\nCookie: client_id=probe\r\n";
    String body = "{\"name\":\"" + TOY + "\",\"quantity\":1}";
    String length = "Content-Length: " + body.length() + "\r\n\r\n";
    String path = "/products/" + TOY.replace(" ", "%20");
    questions.put("http_query", () -> ask("GET " + path + headers + "\r\n"));
    questions.put("http_buy", () -> ask("POST /orders" + headers + length + body));
  }

  private Reply ask(String request) throws IOException {
    http.send(request);
    Reply reply = http.receive(false).orElseThrow(() -> new IOException("closed, no reply"));
    if (reply.status() != 200) {
      throw new IOException("status " + reply.status() + ": " + reply.body());
    }
    return reply;
  }

  private static ManagedChannel channel(BenchStore store, Service service) {
    int port = store.processes().port(service);
    return ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  LayerProbe run(int rounds) throws Exception {
    measure(WARM_UP_CALLS);
    medians.clear();
    for (int round = 0; round < rounds; round++) {
      measure(CALLS);
    }
    return this;
  }

  /** All questions in turn, again and again: whatever slows the machine down hits them alike. */
  private void measure(int calls) throws Exception {
    Map<String, long[]> nanos = new LinkedHashMap<>();
    for (int i = 0; i < calls; i++) {
      for (String question : questions.keySet()) {
        long start = System.nanoTime();
        questions.get(question).call();
        nanos.computeIfAbsent(question, any -> new long[calls])[i] = System.nanoTime() - start;
      }
    }
    nanos.forEach(
        (question, times) -> {
          Arrays.sort(times);
          double median = times[times.length / 2] / 1e6;
          medians.computeIfAbsent(question, any -> new Series()).add(median);
        });
  }

  /** HTTP, gRPC: the parts of a query. */
  List<Double> queryParts() {
    return List.of(difference("http_query", "catalog_query"), median("catalog_query"));
  }

  /** HTTP, gRPC, commit in the catalog, commit in the order service: the parts of a purchase. */
  List<Double> purchaseParts() {
    return List.of(
        difference("http_buy", "order_buy"),
        median("order_get") + median("catalog_query"),
        difference("catalog_buy", "catalog_query"),
        Math.max(0, difference("order_buy", "catalog_buy") - median("order_get")));
  }

  /** Never negative: where two are as fast as each other, noise decides on the sign. */
  private double difference(String outer, String inner) {
    return Math.max(0, median(outer) - median(inner));
  }

  private double median(String question) {
    return medians.get(question).median();
  }

  String csv() {
    StringBuilder text = new StringBuilder("question,round,median_ms\n");
    medians.forEach(
        (question, series) -> {
          int round = 1;
          for (double value : series.values()) {
            text.append(String.format(Locale.ROOT, "%s,%d,%.4f%n", question, round++, value));
          }
        });
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    http.close();
    catalog.shutdownNow();
    order.shutdownNow();
  }
}
