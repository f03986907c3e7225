package frontend;

import com.sun.net.httpserver.HttpServer;
import common.process.Log;
import common.process.ServiceProcess;
import common.process.StartException;
import common.rpc.RpcChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The frontend: HTTP and JSON for clients, gRPC to the catalog and the order service. */
public final class FrontendService implements ServiceProcess.Service {
  /** A connection on which nothing happens ends after this time. */
  static final int IDLE_SECONDS = 60;

  /** Request line and header fields, with 32 bytes added for each field. */
  private static final int MAX_HEADER_BYTES = 16 * 1024;

  private static final int BACKLOG = 1024;
  private static final long WATCH_MILLIS = 10;
  static final int REQUESTS_PER_WORKER = 256;
  static final Limits LIMITS = Limits.ofHeap(Runtime.getRuntime().maxMemory());

  private static final long DRAIN_MILLIS = 10_000;

  private final String host;
  private final RpcChannel catalog;
  private final RpcChannel order;
  private final CatalogFollower follower;
  private final Workers workers;
  private final Readers readers;
  private final ReplyWriter writer = new ReplyWriter(new Budget(LIMITS.largeReplyBytes()));
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "timer");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpMetrics metrics = new HttpMetrics();
  private final RequestHandler handler;
  private final HttpServer server;

  static {
    // The JDK's server reads these once, when its first class is loaded.
    setIfUnset("sun.net.httpserver.nodelay", "true");
    // Seconds to send a whole request in, and to be answered in.
    setIfUnset("sun.net.httpserver.maxReqTime", "5");
    setIfUnset("sun.net.httpserver.maxRspTime", "20");
    setIfUnset("jdk.httpserver.maxConnections", Integer.toString(LIMITS.connections()));
    setIfUnset("sun.net.httpserver.maxIdleConnections", Integer.toString(LIMITS.idleConnections()));
    setIfUnset("sun.net.httpserver.idleInterval", Integer.toString(IDLE_SECONDS));
    setIfUnset("sun.net.httpserver.clockTick", "1000");
    setIfUnset("sun.net.httpserver.timerMillis", "250");
    // A body that is not wanted is read by ReplyWriter, if at all.
    setIfUnset("sun.net.httpserver.drainAmount", "0");
    setIfUnset("sun.net.httpserver.maxReqHeaderSize", Integer.toString(MAX_HEADER_BYTES));
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
   * @param allowedOrigins of other web sites whose pages may buy
   * @param cacheSize toys kept in memory; 0: none, {@link ToyMemory#ALL}: all
   */
  public record Options(
      String host,
      int port,
      int workers,
      String catalogHost,
      int catalogPort,
      String orderHost,
      int orderPort,
      Set<String> allowedOrigins,
      int cacheSize) {}

  /** Makes what follows the catalog; a test makes one with a fault. */
  @FunctionalInterface
  interface FollowerFactory {
    CatalogFollower apply(RpcChannel catalog, int cacheSize);
  }

  private FrontendService(Options options, AccessLog accessLog, FollowerFactory followers)
      throws IOException {
    host = options.host();
    server = HttpServer.create(new InetSocketAddress(host, options.port()), BACKLOG);
    catalog = new RpcChannel("catalog", options.catalogHost(), options.catalogPort());
    order = new RpcChannel("order", options.orderHost(), options.orderPort());
    follower = options.cacheSize() == 0 ? null : followers.apply(catalog, options.cacheSize());
    workers = new Workers(options.workers(), REQUESTS_PER_WORKER);
    readers =
        new Readers(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            LIMITS.readers(),
            LIMITS.waitingToBeRead());
    server.setExecutor(readers);
    Routes routes =
        new Routes(
            new Products(new Backend(catalog, LIMITS.calls()), follower),
            new Orders(new Backend(order, LIMITS.calls())),
            new Health(catalog, order),
            metrics);
    WebSites webSites = new WebSites(options.allowedOrigins(), routes::reply);
    handler =
        new RequestHandler(
            new Budget(LIMITS.bytesInHand()),
            new RequestReader(timer, readers::readsFrom),
            workers,
            webSites::reply,
            writer,
            accessLog,
            metrics);
    metrics.show(workers, readers, server.getAddress().getPort());
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
    return start(
        options,
        accessLog,
        (catalog, size) -> new CatalogFollower(catalog, new ToyMemory(size), new Lease()));
  }

  static FrontendService start(Options options, AccessLog accessLog, FollowerFactory followers)
      throws StartException {
    try {
      FrontendService service = new FrontendService(options, accessLog, followers);
      service.server.start();
      service.timer.scheduleWithFixedDelay(
          service::watchClients, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
      if (service.follower != null) {
        service.follower.start();
      }
      return service;
    } catch (IOException e) {
      throw StartException.cannotListen(options.host(), options.port(), e);
    }
  }

  private void watchClients() {
    try {
      readers.look();
      writer.look();
    } catch (RuntimeException e) {
      // An exception that leaves this method would end the watch for good.
      Log.error("watching slow clients failed", e);
    }
  }

  @Override
  public String address() {
    return host + ":" + port();
  }

  /** Whether it may answer queries from memory now. */
  boolean isFollowing() {
    return follower != null && follower.list() != null;
  }

  /** Requests that are read and not yet answered. */
  int requestsInHand() {
    return workers.tasks();
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
    timer.shutdownNow();
    readers.close();
    workers.close();
    writer.close();
    if (follower != null) {
      follower.close();
    }
    catalog.close();
    order.close();
  }
}
