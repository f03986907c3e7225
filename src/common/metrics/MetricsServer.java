package common.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import common.process.DaemonThreads;
import common.process.Log;
import common.process.ServiceProcess;
import common.process.StartException;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code GET /metrics} of a service that speaks no HTTP otherwise, on a port of its own. It is for
 * the inner network: one thread serves it, and a client that is slow is cut off.
 */
public final class MetricsServer implements Closeable {
  private static final String PATH = "/metrics";
  private static final int BACKLOG = 16;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(new DaemonThreads("metrics"));
  private final HttpServer server;

  private MetricsServer(String host, int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
    server.setExecutor(thread);
    server.createContext("/", MetricsServer::handle);
    server.start();
  }

  /**
   * Listens.
   *
   * @param port 0 for any free one
   * @throws StartException if the port cannot be used
   */
  static MetricsServer start(String host, int port) throws StartException {
    try {
      return new MetricsServer(host, port);
    } catch (IOException e) {
      throw StartException.cannotListen(host, port, e);
    }
  }

  /** The same service, and its metrics on {@code METRICS_PORT} if that is set. */
  public static ServiceProcess.Starter beside(ServiceProcess.Starter starter) {
    return settings -> {
      OptionalInt port = settings.metricsPort();
      if (port.isEmpty()) {
        return starter.start(settings);
      }
      boundTheServer();
      String host = settings.host("BIND_HOST", "127.0.0.1");
      MetricsServer server = start(host, port.getAsInt());
      Log.info("metrics at http://" + host + ":" + server.port() + PATH);
      try {
        return new Both(starter.start(settings), server);
      } catch (Exception e) {
        server.close();
        throw e;
      }
    };
  }

  /** The JDK's server reads these once, when its first class is loaded; times are in seconds. */
  private static void boundTheServer() {
    System.setProperty("sun.net.httpserver.maxReqTime", "5");
    System.setProperty("sun.net.httpserver.maxRspTime", "5");
    System.setProperty("jdk.httpserver.maxConnections", "32");
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** The metrics can be seen for as long as the service works. */
  private record Both(ServiceProcess.Service service, MetricsServer metrics)
      implements ServiceProcess.Service {
    @Override
    public String address() {
      return service.address();
    }

    @Override
    public void close() {
      service.close();
      metrics.close();
    }
  }

  private static void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().read(); // Its end, or the JDK's server may close the connection.
      String method = exchange.getRequestMethod();
      boolean head = method.equals("HEAD");
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        reply(exchange, 404, "there is only " + PATH + "\n", head);
      } else if (!head && !method.equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        reply(exchange, 405, "this path takes GET, HEAD\n", false);
      } else {
        reply(exchange, 200, ProcessMetrics.text(), head);
      }
    }
  }

  private static void reply(HttpExchange exchange, int status, String text, boolean head)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", Metrics.CONTENT_TYPE);
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** The port it listens on. */
  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
