package frontend;

import common.process.StartException;
import common.rpc.RpcServer;
import common.testing.Await;
import common.testing.Connections;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import io.grpc.BindableService;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

/** A real frontend, and fake services behind it that can be stopped and started. */
final class FakeStore implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  /**
   * Below the ports that systems give to outgoing connections: while a service is down, none of
   * those may take its port.
   */
  private static final int FIRST_PORT = 20_000;

  private static final int LAST_PORT = 29_999;

  final FakeCatalog catalog = new FakeCatalog();
  final FakeOrder order = new FakeOrder();
  final Requests requests = new Requests();
  final FrontendService frontend;
  private final Connections connections = new Connections(this::port);
  private final int catalogPort;
  private final int orderPort;
  private RpcServer catalogServer;
  private RpcServer orderServer;

  /** Serves when this returns: the first calls of a JVM load many classes. */
  FakeStore(int workers) {
    this(workers, Set.of());
  }

  /** The same, for pages of these origins too. */
  static FakeStore allowing(Set<String> origins) {
    return new FakeStore(2, origins);
  }

  private FakeStore(int workers, Set<String> allowedOrigins) {
    this(workers, true, allowedOrigins);
    Await.until("the store serves", () -> get("/health").status() == 200);
  }

  /** Started while the services behind it are down. */
  static FakeStore withServicesDown(int workers) {
    return new FakeStore(workers, false, Set.of());
  }

  private FakeStore(int workers, boolean servicesUp, Set<String> allowedOrigins) {
    catalogServer = start(catalog);
    orderServer = start(order);
    catalogPort = catalogServer.port();
    orderPort = orderServer.port();
    if (!servicesUp) {
      stopCatalog();
      stopOrder();
    }
    FrontendService.Options options =
        new FrontendService.Options(
            HOST, 0, workers, HOST, catalogPort, HOST, orderPort, allowedOrigins, 0);
    try {
      frontend = FrontendService.start(options, requests);
    } catch (StartException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tries ports until it gets one. */
  private static RpcServer start(BindableService service) {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
      try {
        return start(service, port);
      } catch (StartException e) {
        // Another program has it.
      }
    }
  }

  private static RpcServer start(BindableService service, int port) throws StartException {
    RpcServer server = new RpcServer("fake", HOST, port, 1, service);
    server.start();
    return server;
  }

  int port() {
    return frontend.port();
  }

  /** A connection that ends with this store at the latest. */
  HttpConnection connect() {
    return connections.connect();
  }

  /** All connections that {@link #connect} opened. */
  List<HttpConnection> connections() {
    return connections.all();
  }

  /** On a connection of its own. */
  HttpReply get(String path, String... headers) {
    return HttpConnection.getOnce(port(), path, headers);
  }

  void stopCatalog() {
    catalogServer.abort();
  }

  void stopOrder() {
    orderServer.abort();
  }

  /** On the same port as before. */
  void startCatalogAgain() {
    catalogServer = startAgain(catalog, catalogPort);
  }

  void startOrderAgain() {
    orderServer = startAgain(order, orderPort);
  }

  /** The port may not be free yet: a server lets go of it a moment after it was told to. */
  private static RpcServer startAgain(BindableService service, int port) {
    AtomicReference<RpcServer> started = new AtomicReference<>();
    Await.until(
        "port " + port + " is free again",
        () -> {
          try {
            started.set(start(service, port));
            return true;
          } catch (StartException e) {
            return false;
          }
        });
    return started.get();
  }

  @Override
  public void close() {
    connections.close();
    catalogServer.abort();
    orderServer.abort();
    frontend.close();
  }
}
