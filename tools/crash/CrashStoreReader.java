package crash;

import crash.CrashAftermath.Order;
import frontend.json.Json;
import frontend.json.JsonObject;
import frontend.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Asks the store, over HTTP, for all there is. */
final class CrashStoreReader {
  private static final int TIMEOUT_MILLIS = 8_000;
  private static final int READERS = 4;
  private static final int CHUNK = 500;
  private static final int TRIES = 50;

  private final int port;
  private final List<Order> orders = new ArrayList<>();

  CrashStoreReader(int port) {
    this.port = port;
  }

  /** All toys' stock. */
  Map<String, Long> stock() throws IOException, InterruptedException {
    Map<String, Long> stock = new HashMap<>();
    try (CrashHttp http = new CrashHttp(port, false)) {
      JsonObject reply = Json.parseObject(get(http, "/products", 200).body());
      for (JsonValue value : reply.array("data").values()) {
        JsonObject toy = (JsonObject) value;
        stock.put(toy.string("name"), Long.parseLong(toy.number("quantity").text()));
      }
    }
    return stock;
  }

  /** All orders up to the first number that has none; reads on from where it was the last time. */
  List<Order> orders() throws IOException, InterruptedException {
    boolean more = true;
    while (more) {
      more = readChunk();
    }
    return orders;
  }

  /** False if some of these numbers have no order. */
  private boolean readChunk() throws IOException, InterruptedException {
    int from = orders.size();
    Order[] chunk = new Order[CHUNK];
    Exception[] failure = new Exception[1];
    List<Thread> readers = new ArrayList<>();
    for (int reader = 0; reader < READERS; reader++) {
      int first = reader;
      Thread thread =
          new Thread(
              () -> {
                try {
                  readEvery(READERS, first, from, chunk);
                } catch (IOException | RuntimeException | InterruptedException e) {
                  failure[0] = e;
                }
              });
      thread.start();
      readers.add(thread);
    }
    for (Thread thread : readers) {
      thread.join();
    }
    if (failure[0] != null) {
      throw new IOException("orders could not be read", failure[0]);
    }
    return take(chunk);
  }

  private boolean take(Order[] chunk) {
    int last = CHUNK - 1;
    while (last >= 0 && chunk[last] == null) {
      last--;
    }
    // Numbers without an order below one that has an order: a gap, kept as null.
    for (int i = 0; i <= last; i++) {
      orders.add(chunk[i]);
    }
    return last == CHUNK - 1;
  }

  private void readEvery(int step, int first, int from, Order[] chunk)
      throws IOException, InterruptedException {
    try (CrashHttp http = new CrashHttp(port, false)) {
      for (int i = first; i < CHUNK; i += step) {
        CrashHttp.Reply reply = get(http, "/orders/" + (from + i), 200, 404);
        if (reply.status() == 404) {
          // Those behind it are read all the same by the other readers: a gap would show.
          return;
        }
        JsonObject data = Json.parseObject(reply.body()).object("data");
        chunk[i] = new Order(data.integer("number"), data.string("name"), data.integer("quantity"));
      }
    }
  }

  /** Asks again after a 503 or a lost connection: the store may be busy. */
  private static CrashHttp.Reply get(CrashHttp http, String path, int... expected)
      throws IOException, InterruptedException {
    String last = "";
    for (int i = 0; i < TRIES; i++) {
      try {
        CrashHttp.Reply reply = http.get(path, TIMEOUT_MILLIS);
        for (int status : expected) {
          if (reply.status() == status) {
            return reply;
          }
        }
        last = reply.toString();
      } catch (IOException e) {
        last = e.toString();
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("GET " + path + " failed " + TRIES + " times, the last time: " + last);
  }
}
