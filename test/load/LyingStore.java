package load;

import com.google.gson.JsonObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import json.StrictJson;

/**
 * A store in memory that can be told to answer wrongly, byte for byte. One thread a connection.
 *
 * <p>It sells Tux (15.99, {@link #STOCK} pieces) and Rubik's Cube (9.50, as many).
 */
final class LyingStore implements AutoCloseable {
  static final int STOCK = 100_000;

  /** In place of a reply: the connection is closed. */
  static final String CLOSE = "close";

  /** In place of a reply: nothing ever. */
  static final String SILENCE = "silence";

  private final ServerSocket listener;
  private final Map<String, Integer> stock = new LinkedHashMap<>();
  private final List<String> orders = new ArrayList<>();
  private final Map<String, String> keys = new TreeMap<>();
  private final Map<String, UnaryOperator<String>> changes = new ConcurrentHashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());

  LyingStore() throws IOException {
    stock.put("Tux", STOCK);
    stock.put("Rubik's Cube", STOCK);
    listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  String host() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  void setStock(String toy, int pieces) {
    stock.put(toy, pieces);
  }

  /** Changes whole replies, head and body, to requests that begin so. */
  void change(String requestStart, UnaryOperator<String> change) {
    changes.put(requestStart, change);
  }

  /** Heads and bodies of the requests so far. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  int orders() {
    synchronized (orders) {
      return orders.size();
    }
  }

  static String reply(int status, String body) {
    return "HTTP/1.1 "
        + status
        + " Because\r\nContent-Type: application/json\r\nSet-Cookie: client_id=c1; Path=/\r\n"
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  static String error(int status, int code, String message) {
    return reply(status, "{\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"}}");
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket socket = listener.accept();
      socket.setTcpNoDelay(true);
      sockets.add(socket);
      start(() -> serve(socket));
    }
  }

  private void serve(Socket socket) throws IOException {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (String request = read(in); request != null; request = read(in)) {
        requests.add(request);
        String reply = changed(request, answer(request));
        if (reply.equals(CLOSE)) {
          return;
        }
        if (!reply.equals(SILENCE)) {
          OutputStream out = socket.getOutputStream();
          out.write(reply.getBytes(StandardCharsets.UTF_8));
          if (request.contains("Connection: close") || reply.contains("Connection: close")) {
            return;
          }
        }
      }
    }
  }

  private String changed(String request, String reply) {
    for (Map.Entry<String, UnaryOperator<String>> change : changes.entrySet()) {
      if (request.startsWith(change.getKey())) {
        return change.getValue().apply(reply);
      }
    }
    return reply;
  }

  private String answer(String request) {
    String path = request.split(" ", 3)[1];
    synchronized (orders) {
      if (path.equals("/products")) {
        return reply(
            200,
            stock.keySet().stream()
                .map(this::toy)
                .collect(Collectors.joining(",", "{\"data\":[", "]}")));
      }
      if (path.startsWith("/products/")) {
        return query(URLDecoder.decode(path.substring(10), StandardCharsets.UTF_8));
      }
      if (path.startsWith("/orders/")) {
        return reply(200, "{\"data\":" + orders.get(Integer.parseInt(path.substring(8))) + "}");
      }
      String key = request.replaceFirst("(?s)^.*Idempotency-Key: ([^\r]*).*$|^.*$", "$1");
      return key.isEmpty() ? buy(request) : keys.computeIfAbsent(key, any -> buy(request));
    }
  }

  private String query(String name) {
    return stock.containsKey(name)
        ? reply(200, "{\"data\":" + toy(name) + "}")
        : error(404, 404, "product not found");
  }

  private String toy(String name) {
    String price = name.equals("Tux") ? "15.99" : "9.50";
    return "{\"name\":\""
        + name
        + "\",\"price\":"
        + price
        + ",\"quantity\":"
        + stock.get(name)
        + "}";
  }

  private String buy(String request) {
    JsonObject body = StrictJson.object(request.substring(request.indexOf("\r\n\r\n")));
    String name = body.get("name").getAsString();
    int quantity = body.get("quantity").getAsInt();
    if (stock.getOrDefault(name, 0) < quantity) {
      return error(409, 304, "could not post order");
    }
    stock.merge(name, -quantity, Integer::sum);
    int number = orders.size();
    orders.add(
        "{\"number\":" + number + ",\"name\":\"" + name + "\",\"quantity\":" + quantity + "}");
    return reply(200, "{\"data\":{\"order_number\":" + number + "}}");
  }

  private static String read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      head.append((char) b);
    }
    String length = head.toString().replaceFirst("(?s)^.*Content-Length: ([0-9]+).*$|^.*$", "$1");
    byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
    return head + new String(body, StandardCharsets.UTF_8);
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  // A connection that breaks is the client's affair.
  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                return;
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    synchronized (sockets) {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
