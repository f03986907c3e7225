package crash;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import json.StrictJson;
import order.OrderRow;

/**
 * A store in memory with two frontends, each of which keeps what it read of a toy for a while, as a
 * cache does that knows a time to live and nothing else.
 */
final class CachingStore implements AutoCloseable {
  static {
    // The JDK's server else delays each reply by 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private record Reply(int status, JsonObject data) {}

  private record Cached(long at, JsonObject toy) {}

  private final long timeToLiveNanos;
  private final Map<String, Integer> stock = new LinkedHashMap<>();
  private final List<OrderRow> orders = new ArrayList<>();

  /** By the key and what was bought. */
  private final Map<String, Reply> answers = new HashMap<>();

  private final Map<String, String> bodies = new HashMap<>();
  private final List<HttpServer> frontends = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  CachingStore(long timeToLiveNanos) throws IOException {
    this.timeToLiveNanos = timeToLiveNanos;
    Toys.ALL.forEach(toy -> stock.put(toy.name(), toy.stock()));
    for (int i = 0; i < 2; i++) {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      Map<String, Cached> cache = new ConcurrentHashMap<>();
      server.createContext("/", exchange -> serve(exchange, cache));
      server.setExecutor(threads);
      server.start();
      frontends.add(server);
    }
  }

  List<Integer> ports() {
    return frontends.stream().map(server -> server.getAddress().getPort()).toList();
  }

  synchronized List<OrderRow> orders() {
    return List.copyOf(orders);
  }

  private void serve(HttpExchange exchange, Map<String, Cached> cache) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getPath();
      Reply reply;
      if (path.equals("/orders")) {
        reply = buy(exchange.getRequestHeaders().getFirst("Idempotency-Key"), body);
      } else if (path.startsWith("/orders/")) {
        reply = order(Integer.parseInt(path.substring("/orders/".length())));
      } else if (path.equals("/products")) {
        reply = all(cache);
      } else {
        reply = new Reply(200, cached(path.substring("/products/".length()), cache));
      }
      JsonObject object = new JsonObject();
      object.add("data", reply.data().has("list") ? reply.data().get("list") : reply.data());
      byte[] bytes = object.toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private JsonObject cached(String toy, Map<String, Cached> cache) {
    Cached known = cache.get(toy);
    if (known == null || System.nanoTime() - known.at() >= timeToLiveNanos) {
      synchronized (this) {
        JsonObject state = new JsonObject();
        state.addProperty("name", toy);
        state.addProperty("price", new BigDecimal("9.95"));
        state.addProperty("quantity", stock.get(toy));
        known = new Cached(System.nanoTime(), state);
      }
      cache.put(toy, known);
    }
    return known.toy();
  }

  /** At one moment, if nothing is cached. */
  private synchronized Reply all(Map<String, Cached> cache) {
    JsonArray toys = new JsonArray();
    stock.keySet().forEach(toy -> toys.add(cached(toy, cache)));
    JsonObject list = new JsonObject();
    list.add("list", toys);
    return new Reply(200, list);
  }

  private synchronized Reply buy(String key, String body) {
    if (key != null && !bodies.computeIfAbsent(key, unknown -> body).equals(body)) {
      return new Reply(422, new JsonObject());
    }
    Reply reply = key == null || !answers.containsKey(key) ? sell(key, body) : answers.get(key);
    if (key != null) {
      answers.put(key, reply);
    }
    return reply;
  }

  private Reply sell(String key, String body) {
    JsonObject wanted = StrictJson.object(body);
    String toy = wanted.get("name").getAsString();
    int quantity = wanted.get("quantity").getAsInt();
    if (quantity < 1 || stock.getOrDefault(toy, 0) < quantity) {
      return new Reply(409, new JsonObject());
    }
    stock.merge(toy, -quantity, Integer::sum);
    int number = orders.size();
    String id = key == null ? "r-" + number : "k-" + key;
    orders.add(new OrderRow(number, toy, quantity, number, id, "2026-01-01T00:00:00Z"));
    JsonObject data = new JsonObject();
    data.addProperty("order_number", number);
    return new Reply(200, data);
  }

  private synchronized Reply order(int number) {
    OrderRow row = orders.get(number);
    JsonObject order = new JsonObject();
    order.addProperty("number", row.number());
    order.addProperty("name", row.name());
    order.addProperty("quantity", row.quantity());
    return new Reply(200, order);
  }

  @Override
  public void close() {
    frontends.forEach(server -> server.stop(0));
    threads.shutdown();
  }
}
