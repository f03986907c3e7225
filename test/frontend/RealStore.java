package frontend;

import common.testing.Await;
import common.testing.Connections;
import common.testing.HttpConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import order.RunningStore;

/** The three services in this process, on free ports, with their files in a folder; they serve. */
final class RealStore implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int WORKERS = 16;

  private final RunningStore services;
  final Requests requests = new Requests();
  final FrontendService frontend;
  private final Connections connections = new Connections(this::port);

  RealStore(Path folder) throws Exception {
    services = new RunningStore(folder);
    frontend =
        FrontendService.start(
            new FrontendService.Options(
                HOST,
                0,
                WORKERS,
                HOST,
                services.catalog.port(),
                HOST,
                services.order.port(),
                Set.of(),
                ToyMemory.ALL),
            requests);
    Await.until(
        "the store serves", () -> HttpConnection.getOnce(port(), "/health").status() == 200);
  }

  int port() {
    return frontend.port();
  }

  /** A connection that ends with this store at the latest. */
  HttpConnection connect() {
    return connections.connect();
  }

  @Override
  public void close() throws IOException {
    connections.close();
    frontend.close();
    services.close();
  }
}
