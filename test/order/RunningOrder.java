package order;

import common.journal.JournalReader;
import common.journal.UnusableFileException;
import common.process.StartException;
import common.testing.RunningService;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import rpc.order.BuyManyRequest;
import rpc.order.BuyOutcome;
import rpc.order.BuyReply;
import rpc.order.BuyRequest;
import rpc.order.GetRequest;
import rpc.order.OrderGrpc;
import rpc.order.OrderRecord;

/** An order service in this JVM, and a client of it. */
public final class RunningOrder extends RunningService {
  private final int catalogPort;

  /** Not started yet. */
  public RunningOrder(Path folder, int catalogPort) {
    super(folder);
    this.catalogPort = catalogPort;
  }

  @Override
  protected Started launch(int atPort) throws StartException {
    OrderService service =
        OrderService.start(
            new OrderService.Options(HOST, atPort, WORKERS, HOST, catalogPort, folder, disk()),
            fatal()::add);
    return new Started(service.port(), service::close, service::crash);
  }

  @Override
  protected boolean answers() {
    return code(() -> get(-1)) == Status.Code.NOT_FOUND;
  }

  @Override
  public RunningOrder start() throws StartException {
    super.start();
    return this;
  }

  private OrderGrpc.OrderBlockingStub stub() {
    return patient(OrderGrpc.newBlockingStub(channel()));
  }

  /** Buys without a key; the number of the order. */
  public long buy(String name, int quantity) {
    return buy("", name, quantity);
  }

  /** Buys with a key (or, empty, without); the number of the order. */
  public long buy(String key, String name, int quantity) {
    return stub().buy(request(key, name, quantity)).getOrderNumber();
  }

  /** Buys as the given request says. */
  long buy(BuyRequest request) {
    return stub().buy(request).getOrderNumber();
  }

  /** Buys many in one call. */
  List<BuyOutcome> buy(List<BuyRequest> purchases) {
    return stub()
        .buyMany(BuyManyRequest.newBuilder().addAllPurchases(purchases).build())
        .getOutcomesList();
  }

  /** Buys; the answer comes later. */
  CompletableFuture<Long> buyLater(String key, String name, int quantity) {
    return callLater(OrderGrpc.getBuyMethod(), request(key, name, quantity))
        .thenApply(BuyReply::getOrderNumber);
  }

  static BuyRequest request(String key, String name, int quantity) {
    return BuyRequest.newBuilder()
        .setIdempotencyKey(key)
        .setName(name)
        .setQuantity(quantity)
        .build();
  }

  /** One order. */
  OrderRecord get(long number) {
    return stub().get(GetRequest.newBuilder().setOrderNumber(number).build());
  }

  /** The whole rows of order.csv, as they are now. */
  List<OrderRow> rows() {
    List<OrderRow> rows = new ArrayList<>();
    try {
      if (Files.exists(file("order.csv"))) {
        JournalReader.read(
            file("order.csv"), new OrderFormat(), (row, line, offset) -> rows.add(row));
      }
    } catch (IOException | UnusableFileException e) {
      throw new AssertionError(e);
    }
    return rows;
  }
}
