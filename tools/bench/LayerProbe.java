package bench;

import http.Connection;
import http.Reply;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
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
  /** The questions, from the innermost to the outermost. */
  private enum Question {
    CATALOG_QUERY,
    ORDER_GET,
    CATALOG_BUY,
    ORDER_BUY,
    HTTP_QUERY,
    HTTP_BUY
  }

  private static final String TOY = TestData.toy(0);
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int CALLS = 300;
  private static final int WARM_UP_CALLS = 2_000;

  private final ManagedChannel catalog;
  private final ManagedChannel order;
  private final Connection http;
  private final Map<Question, Callable<?>> questions = new EnumMap<>(Question.class);
  private final Map<Question, Series> medians = new EnumMap<>(Question.class);

  /** Asks the services of a running store. */
  LayerProbe(BenchStore store) throws IOException {
    catalog = channel(store, Service.CATALOG);
    order = channel(store, Service.ORDER);
    http = Connection.toLocal(store.processes().port(Service.FRONTEND), TIMEOUT_MILLIS);
    CatalogGrpc.CatalogBlockingStub toys = CatalogGrpc.newBlockingStub(catalog);
    OrderGrpc.OrderBlockingStub orders = OrderGrpc.newBlockingStub(order);
    QueryRequest query = QueryRequest.newBuilder().setName(TOY).build();
    rpc.catalog.BuyRequest sale =
        rpc.catalog.BuyRequest.newBuilder().setName(TOY).setQuantity(1).build();
    rpc.order.BuyRequest purchase =
        rpc.order.BuyRequest.newBuilder().setName(TOY).setQuantity(1).build();
    long number = orders.buy(purchase).getOrderNumber();
    GetRequest get = GetRequest.newBuilder().setOrderNumber(number).build();
    questions.put(Question.CATALOG_QUERY, () -> toys.query(query));
    questions.put(Question.ORDER_GET, () -> orders.get(get));
    questions.put(Question.CATALOG_BUY, () -> toys.buy(sale));
    questions.put(Question.ORDER_BUY, () -> orders.buy(purchase));
    String headers = " HTTP/1.1\r\nHost: " + store.host() + "\r\nCookie: client_id=probe\r\n";
    String body = "{\"name\":\"" + TOY + "\",\"quantity\":1}";
    String length = "Content-Length: " + body.length() + "\r\n\r\n";
    String path = "/products/" + TOY.replace(" ", "%20");
    questions.put(Question.HTTP_QUERY, () -> ask("GET " + path + headers + "\r\n"));
    questions.put(Question.HTTP_BUY, () -> ask("POST /orders" + headers + length + body));
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
    return ManagedChannelBuilder.forAddress("127.0.0.1", store.processes().port(service))
        .usePlaintext()
        .build();
  }

  LayerProbe run(int rounds) throws Exception {
    measure(WARM_UP_CALLS);
    medians.clear();
    for (int round = 0; round < rounds; round++) {
      measure(CALLS);
    }
    return this;
  }

  /** HTTP, gRPC: the parts of a query. */
  List<Double> queryParts() {
    double query = median(Question.CATALOG_QUERY);
    return List.of(difference(Question.HTTP_QUERY, Question.CATALOG_QUERY), query);
  }

  /** HTTP, gRPC, commit in the catalog, commit in the order service: the parts of a purchase. */
  List<Double> purchaseParts() {
    double calls = median(Question.ORDER_GET) + median(Question.CATALOG_QUERY);
    double inOrder = difference(Question.ORDER_BUY, Question.CATALOG_BUY);
    return List.of(
        difference(Question.HTTP_BUY, Question.ORDER_BUY),
        calls,
        difference(Question.CATALOG_BUY, Question.CATALOG_QUERY),
        Math.max(0, inOrder - median(Question.ORDER_GET)));
  }

  // Never negative: where two are as fast as each other, noise decides on the sign.
  private double difference(Question outer, Question inner) {
    return Math.max(0, median(outer) - median(inner));
  }

  String csv() {
    StringBuilder text = new StringBuilder("question,round,median_ms\n");
    medians.forEach(
        (question, series) -> {
          int round = 1;
          for (double value : series.values()) {
            text.append(
                String.format(
                    Locale.ROOT,
                    "%s,%d,%.4f%n",
                    question.name().toLowerCase(Locale.ROOT),
                    round++,
                    value));
          }
        });
    return text.toString();
  }

  private double median(Question question) {
    return medians.get(question).median();
  }

  // All questions in turn, again and again: whatever slows the machine down hits them alike.
  private void measure(int calls) throws Exception {
    Map<Question, long[]> nanos = new EnumMap<>(Question.class);
    for (int i = 0; i < calls; i++) {
      for (Question question : Question.values()) {
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

  @Override
  public void close() throws IOException {
    http.close();
    catalog.shutdownNow();
    order.shutdownNow();
  }
}
