package crash;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import http.Reply;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import json.StrictJson;

/** Asks the store, over HTTP, for all there is. */
final class StoreReader implements Closeable {
  private static final int TIMEOUT_MILLIS = 8_000;
  private static final int TRIES = 50;
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Longer than any call of the store lives: what is not there by then will not come. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(4);

  /** Numbers that are asked for beyond the last one: a gap of fewer would show. */
  private static final int LOOK_AHEAD = 100;

  private final Connections connections = new Connections(false);
  private final int port;
  private final Observations seen;
  private final List<Order> orders = new ArrayList<>();

  StoreReader(int port, Observations seen) {
    this.port = port;
    this.seen = seen;
  }

  /** All toys' stock. */
  Map<String, Long> stock() throws IOException, InterruptedException {
    Map<String, Long> stock = new HashMap<>();
    for (JsonElement element : data(get("/products")).getAsJsonArray()) {
      JsonObject toy = element.getAsJsonObject();
      stock.put(toy.get("name").getAsString(), toy.get("quantity").getAsLong());
    }
    return stock;
  }

  /** All orders, by their numbers, with null in a gap; reads on from where it was the last time. */
  List<Order> orders() throws IOException, InterruptedException {
    int last = orders.size() - 1;
    for (int number = orders.size(); number <= last + LOOK_AHEAD; number++) {
      Reply reply = get("/orders/" + number);
      if (reply.status() == 200) {
        while (orders.size() < number) {
          orders.add(null);
        }
        orders.add(Order.of(data(reply)));
        last = number;
      }
    }
    return orders;
  }

  /**
   * Waits until stock and orders agree and stay as they are; returns how many nanoseconds after the
   * first reading of all orders that was, or -1.
   */
  long settle() throws IOException, InterruptedException {
    // Reading all orders takes its time: what counts is what is missing after that.
    orders();
    long begin = System.nanoTime();
    long quietSince = begin;
    long settledAfter = -1;
    Map<String, Long> before = Map.of();
    while (System.nanoTime() - begin < SETTLE_NANOS
        && System.nanoTime() - quietSince < QUIET_NANOS) {
      int count = orders.size();
      Map<String, Long> stock = stock();
      if (orders().size() != count || !stock.equals(before) || !agree(stock)) {
        quietSince = System.nanoTime();
        before = stock;
        settledAfter = -1;
      } else if (settledAfter < 0) {
        settledAfter = quietSince - begin;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return settledAfter;
  }

  private boolean agree(Map<String, Long> stock) {
    Map<String, Long> left = new HashMap<>(stock);
    orders.stream()
        .filter(Objects::nonNull)
        .forEach(order -> left.merge(order.name(), (long) order.quantity(), Long::sum));
    return Toys.ALL.stream()
        .allMatch(toy -> left.get(toy.name()) == toy.stock() + seen.added(toy.name()));
  }

  /** A reply of 200 or 404; after anything else asks again, as the store may be busy. */
  private Reply get(String path) throws IOException, InterruptedException {
    String last = "";
    for (int i = 0; i < TRIES; i++) {
      try {
        Reply reply = connections.get(port, path, TIMEOUT_MILLIS);
        if (reply.status() == 200 || reply.status() == 404) {
          return reply;
        }
        last = reply.toString();
      } catch (IOException e) {
        last = e.toString();
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("GET " + path + " failed " + TRIES + " times, the last time: " + last);
  }

  private static JsonElement data(Reply reply) {
    return StrictJson.object(reply.body()).get("data");
  }

  @Override
  public void close() throws IOException {
    connections.close();
  }
}
