package frontend;

import catalog.CatalogService;
import common.journal.Disk;
import common.process.StartException;
import common.testing.Await;
import common.testing.Connections;
import common.testing.HttpConnection;
import java.nio.file.Path;
import java.util.Set;
import order.OrderService;

/** The three services in this process, on free ports, with their files in a folder; they serve. */
final class RealStore implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int WORKERS = 16;

  private final CatalogService catalog;
  private final OrderService order;
  final Requests requests = new Requests();
  final FrontendService frontend;
  private final Connections connections = new Connections(this::port);

  RealStore(Path folder) throws StartException {
    Disk disk = Disk.real();
    catalog =
        CatalogService.start(
            new CatalogService.Options(HOST, 0, 2, folder, disk), RealStore::unexpected);
    order =
        OrderService.start(
            new OrderService.Options(HOST, 0, 2, HOST, catalog.port(), folder, disk),
            RealStore::unexpected);
    frontend =
        FrontendService.start(
            new FrontendService.Options(
                HOST, 0, WORKERS, HOST, catalog.port(), HOST, order.port(), Set.of()),
            requests);
    Await.until(
        "the store serves", () -> HttpConnection.getOnce(port(), "/health").status() == 200);
  }

  private static void unexpected(Throwable failure) {
    throw new IllegalStateException(failure);
  }

  int port() {
    return frontend.port();
  }

  /** A connection that ends with this store at the latest. */
  HttpConnection connect() {
    return connections.connect();
  }

  @Override
  public void close() {
    connections.close();
    frontend.close();
    order.close();
    catalog.close();
  }
}
