package frontend;

import com.sun.net.httpserver.HttpServer;
import common.process.Log;
import common.process.ServiceProcess;
import common.process.StartException;
import common.rpc.RpcChannel;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The frontend: HTTP and JSON for clients, gRPC to the catalog and the order service. */
public final class FrontendService implements ServiceProcess.Service {
  private static final int BACKLOG = 1024;
  private static final int QUEUE_PER_WORKER = 64;
  private static final int MAX_READERS = 256;
  private static final long DRAIN_MILLIS = 10_000;

  private final String host;
  private final RpcChannel catalog;
  private final RpcChannel order;
  private final Workers workers;
  private final Readers readers;
  private final RequestHandler handler;
  private final HttpServer server;

  static {
    // The JDK's server reads these once, when its first class is loaded.
    setIfUnset("sun.net.httpserver.nodelay", "true");
    // Seconds to send a whole request in, and to be answered in.
    setIfUnset("sun.net.httpserver.maxReqTime", "5");
    setIfUnset("sun.net.httpserver.maxRspTime", "20");
    setIfUnset("sun.net.httpserver.maxIdleConnections", "20000");
    setIfUnset("sun.net.httpserver.idleInterval", "60");
  }

  private static void setIfUnset(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * Settings.
   *
   * @param port 0 for any free one
   * @param workers threads in the fixed pool
   */
  public record Options(
      String host,
      int port,
      int workers,
      String catalogHost,
      int catalogPort,
      String orderHost,
      int orderPort) {}

  private FrontendService(Options options, AccessLog accessLog) throws IOException {
    host = options.host();
    server = HttpServer.create(new InetSocketAddress(host, options.port()), BACKLOG);
    catalog = new RpcChannel("catalog", options.catalogHost(), options.catalogPort());
    order = new RpcChannel("order", options.orderHost(), options.orderPort());
    workers = new Workers(options.workers(), QUEUE_PER_WORKER);
    readers = new Readers(Math.max(2, Runtime.getRuntime().availableProcessors()), MAX_READERS);
    server.setExecutor(readers);
    Routes routes =
        new Routes(new Products(catalog), new Orders(order), new Health(catalog, order));
    handler = new RequestHandler(workers, routes::reply, accessLog);
    server.createContext("/", handler);
  }

  /**
   * Listens. The services behind it need not be there yet.
   *
   * @throws StartException if the port cannot be used
   */
  public static FrontendService start(Options options) throws StartException {
    return start(options, AccessLog.lines());
  }

  static FrontendService start(Options options, AccessLog accessLog) throws StartException {
    try {
      FrontendService service = new FrontendService(options, accessLog);
      service.server.start();
      return service;
    } catch (IOException e) {
      throw StartException.cannotListen(options.host(), options.port(), e);
    }
  }

  @Override
  public String address() {
    return host + ":" + port();
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Turns new requests away, answers those in hand, then closes all connections. */
  @Override
  public void close() {
    try {
      if (!handler.drain(DRAIN_MILLIS)) {
        Log.warn("some requests did not end within " + DRAIN_MILLIS + " ms and are cut off");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    readers.close();
    workers.close();
    catalog.close();
    order.close();
  }
}
