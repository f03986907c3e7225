package verify;

import catalog.CatalogService;
import common.journal.Disk;
import common.process.StartException;
import common.rpc.RpcChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import order.OrderService;
import rpc.order.BuyRequest;
import rpc.order.OrderGrpc;

/** Catalog and order service in this process, on one data folder, for tests that buy. */
final class SmallStore implements AutoCloseable {
  private static final long DEADLINE_MILLIS = 10_000;

  private final CatalogService catalog;
  private final OrderService order;
  private final RpcChannel channel;

  SmallStore(Path folder) throws StartException {
    Disk disk = Disk.real();
    catalog =
        CatalogService.start(
            new CatalogService.Options("127.0.0.1", 0, 2, folder, disk), SmallStore::failed);
    order =
        OrderService.start(
            new OrderService.Options("127.0.0.1", 0, 2, "127.0.0.1", catalog.port(), folder, disk),
            SmallStore::failed);
    channel = new RpcChannel("order", "127.0.0.1", order.port());
  }

  private static void failed(Throwable failure) {
    throw new AssertionError("a journal failed", failure);
  }

  /** The order's number. */
  long buy(String name, int quantity, String key) {
    BuyRequest request =
        BuyRequest.newBuilder().setName(name).setQuantity(quantity).setIdempotencyKey(key).build();
    return channel.call(OrderGrpc.getBuyMethod(), request, DEADLINE_MILLIS).join().getOrderNumber();
  }

  /** Buys what there is not. */
  void buyInVain(String name, int quantity, String key) {
    try {
      long number = buy(name, quantity, key);
      throw new AssertionError("order " + number + " should have been refused");
    } catch (CompletionException e) {
      // Refused, as it should be.
    }
  }

  @Override
  public void close() {
    channel.close();
    order.close();
    catalog.close();
  }
}
