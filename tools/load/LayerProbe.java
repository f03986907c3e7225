package load;

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
  private static final String END_OF_HEAD = "Cookie: client_id=probe\r\n\r\n";
  private static final int CALLS = 300;
  private static final int WARM_UP_CALLS = 2_000;

  private final ManagedChannel catalog;
  private final ManagedChannel order;
  private final BlockingClient http;
  private final Map<Question, Callable<?>> questions = new EnumMap<>(Question.class);
  private final Map<Question, Series> medians = new EnumMap<>(Question.class);

  /** Asks the services of a running store. */
  LayerProbe(StoreUnderTest shop) throws IOException {
    catalog = channel(shop, Service.CATALOG);
    order = channel(shop, Service.ORDER);
    http = new BlockingClient(LoadOptions.parse("--host", shop.host()).address());
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
    byte[] httpQuery = httpQuery(shop.host());
    byte[] httpPurchase = httpPurchase(shop.host());
    questions.put(Question.HTTP_QUERY, () -> http.ask(httpQuery));
    questions.put(Question.HTTP_BUY, () -> http.ask(httpPurchase));
  }

  private static byte[] httpQuery(String host) {
    RequestBuffer request = new RequestBuffer().put(toy(host).query()).put(END_OF_HEAD);
    return request.bytes();
  }

  private static byte[] httpPurchase(String host) {
    Toy.Purchase purchase = toy(host).purchase(1);
    RequestBuffer request = new RequestBuffer().put(purchase.head()).put(END_OF_HEAD);
    return request.put(purchase.body()).bytes();
  }

  private static Toy toy(String host) {
    return new Toy(0, TOY, null, host, 1);
  }

  private static ManagedChannel channel(StoreUnderTest shop, Service service) {
    return ManagedChannelBuilder.forAddress("127.0.0.1", shop.processes().port(service))
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
