package bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * The reference of the benchmark: the JDK's HttpServer as it comes, with a fixed pool and a
 * constant reply of the length of a real one. {@code BareServer PORT THREADS LENGTH}
 */
final class BareServer {
  private static final int BACKLOG = 1024;

  private BareServer() {}

  public static void main(String[] args) throws IOException {
    // The server reads it once, in a static initialiser: without it a reply takes 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "20000");
    int port = Integer.parseInt(args[0]);
    byte[] body = " ".repeat(Integer.parseInt(args[2])).getBytes(StandardCharsets.US_ASCII);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    server.setExecutor(Executors.newFixedThreadPool(Integer.parseInt(args[1])));
    server.createContext("/", exchange -> answer(exchange, body));
    server.start();
    System.out.println("bare listening on 127.0.0.1:" + server.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    try (exchange;
        OutputStream out = exchange.getResponseBody()) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      out.write(body);
    }
  }
}
