package order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import catalog.RunningCatalog;
import catalog.Sale;
import common.testing.Await;
import common.testing.RunningService;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import store.LossyLink;

/** A catalog and an order service in this JVM, over one data folder, with a network between. */
public final class RunningStore implements AutoCloseable {
  static final int TUX = 100_000;

  public final RunningCatalog catalog;
  public final RunningOrder order;
  final LossyLink link;

  /** Starts both on the files that there are; they are in touch. */
  public RunningStore(Path folder) throws Exception {
    catalog = new RunningCatalog(folder).withOrderService().start();
    link = new LossyLink(catalog::port);
    order = new RunningOrder(folder, link.port()).start();
    Await.until(
        "the services are in touch",
        () -> RunningService.code(() -> order.buy("Nope", 1)) == Status.Code.NOT_FOUND);
  }

  /** With three toys, of which the first is Tux. */
  static RunningStore withToys(Path folder) throws Exception {
    new RunningCatalog(folder).toys("Tux,15.99," + TUX, "Fox,1,5", "Käthe,8.5,3");
    return new RunningStore(folder);
  }

  /** Returns when each sale has its order, and fails where stock, sales and orders disagree. */
  void assertAgree() throws Exception {
    Await.until("each sale has an order", () -> order.rows().size() == catalog.journalled().size());
    TreeMap<Long, Sale> sales = new TreeMap<>();
    catalog.journalled().forEach(sale -> sales.put(sale.number(), sale));
    List<OrderRow> orders = order.rows();
    Set<String> ids = new HashSet<>();
    int sold = 0;
    for (int number = 0; number < orders.size(); number++) {
      OrderRow row = orders.get(number);
      assertEquals(number, row.number());
      assertEquals(
          sales.remove(row.sale()), new Sale(row.sale(), row.id(), row.name(), row.quantity()));
      assertTrue(ids.add(row.id()), row.id() + " has two orders");
      sold += row.name().equals("Tux") ? row.quantity() : 0;
    }
    assertEquals(TUX - sold, catalog.stock("Tux"));
  }

  /** Shuts both down, as SIGTERM does. */
  public void stop() {
    order.stop();
    catalog.stop();
  }

  /** Kills what still runs. */
  @Override
  public void close() throws IOException {
    order.close();
    catalog.close();
    link.close();
  }
}
