package catalog;

import common.process.StartException;
import common.testing.RunningService;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import rpc.catalog.AcknowledgeRequest;
import rpc.catalog.BuyManyRequest;
import rpc.catalog.BuyRequest;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.ChangeRequest;
import rpc.catalog.ListRequest;
import rpc.catalog.OrderBook;
import rpc.catalog.QueryManyRequest;
import rpc.catalog.QueryOutcome;
import rpc.catalog.QueryRequest;
import rpc.catalog.Sale;
import rpc.catalog.SaleOutcome;
import rpc.catalog.SalesReply;
import rpc.catalog.SalesRequest;
import rpc.catalog.Toy;

/** A catalog service in this JVM, and a client of it. */
public final class RunningCatalog extends RunningService {
  /** The order book that this fixture plays. */
  public static final String ORDER_BOOK = "0123456789abcdef0123456789abcdef";

  private static final long LEASE_MILLIS = 20;

  private long leaseMillis = LEASE_MILLIS;
  private int restockSeconds;

  /** What this fixture recorded in the part of the order service; -1: another one plays it. */
  private long recorded;

  /** Not started yet. */
  public RunningCatalog(Path folder) {
    super(folder);
  }

  /** Leases as long as those of a real catalog; otherwise they are too short to be of use. */
  public RunningCatalog withLeases() {
    leaseMillis = 1000;
    return this;
  }

  /** Sold-out toys are refilled to 100 pieces, every so many seconds. */
  RunningCatalog restocking(int seconds) {
    restockSeconds = seconds;
    return this;
  }

  /** There is an order service: this fixture does not play its part. */
  public RunningCatalog withOrderService() {
    recorded = -1;
    return this;
  }

  /** Writes the catalogue by hand, with three columns: {@code toys("Tux,15.99,100")}. */
  public RunningCatalog toys(String... lines) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        file("catalog.csv"), "name,price,quantity\n" + String.join("\n", lines) + "\n");
    return this;
  }

  /** {@code catalog.csv}, without the last two columns: what was changed, and the row's check. */
  public List<String> catalogue() throws IOException {
    return Files.readAllLines(file("catalog.csv")).stream()
        .map(row -> row.replaceFirst(",[^,]*,[^,]*$", ""))
        .toList();
  }

  @Override
  protected Started launch(int atPort) throws StartException {
    CatalogService service =
        CatalogService.start(
            new CatalogService.Options(
                HOST, atPort, WORKERS, folder, disk(), leaseMillis, restockSeconds, 100),
            fatal()::add);
    return new Started(service.port(), service::close, service::crash);
  }

  @Override
  protected boolean answers() {
    return code(this::list) == Status.Code.OK;
  }

  @Override
  public RunningCatalog start() throws StartException {
    super.start();
    if (recorded >= 0) {
      SalesReply sales = sales(0);
      acknowledge(
          ORDER_BOOK,
          recorded,
          Math.max(
              recorded,
              sales.getSalesCount() == 0 ? sales.getNext() : sales.getSales(0).getNumber()));
    }
    return this;
  }

  private CatalogGrpc.CatalogBlockingStub stub() {
    return patient(CatalogGrpc.newBlockingStub(channel()));
  }

  /** One toy. */
  public Toy query(String name) {
    return stub().query(QueryRequest.newBuilder().setName(name).build());
  }

  /** Pieces in stock, as readers see it. */
  public int stock(String name) {
    return query(name).getQuantity();
  }

  /** All toys. */
  public List<Toy> list() {
    return stub().list(ListRequest.getDefaultInstance()).getToysList();
  }

  /** Buys, and waits for the answer. */
  public Sale buy(String id, String name, int quantity) {
    return stub().buy(request(id, name, quantity));
  }

  /** Buys many in one call. */
  public List<SaleOutcome> buy(List<BuyRequest> purchases) {
    return stub()
        .buyMany(
            BuyManyRequest.newBuilder()
                .addAllPurchases(purchases)
                .setOrderBook(orderBook(ORDER_BOOK, recorded))
                .build())
        .getOutcomesList();
  }

  /** Asks for many toys in one call. */
  List<Toy> query(List<String> names) {
    return stub()
        .queryMany(QueryManyRequest.newBuilder().addAllNames(names).build())
        .getOutcomesList()
        .stream()
        .map(QueryOutcome::getToy)
        .toList();
  }

  /** Buys; the answer comes later. */
  public CompletableFuture<Sale> buyLater(String id, String name, int quantity) {
    return callLater(CatalogGrpc.getBuyMethod(), request(id, name, quantity));
  }

  /** Asks for the outbox, as the order service does. */
  public SalesReply sales(long from) {
    return stub().sales(SalesRequest.newBuilder().setFrom(from).build());
  }

  /** Asks for the outbox, as the order service of an order book does. */
  SalesReply sales(String orderBook, long from) {
    return stub().sales(SalesRequest.newBuilder().setFrom(from).setOrderBookId(orderBook).build());
  }

  /** All sales below the number are recorded, as the order service says. */
  public void acknowledge(long recordedBelow) {
    acknowledge(ORDER_BOOK, recordedBelow, recordedBelow);
    recorded = recordedBelow;
  }

  /** What the order service of an order book says. */
  public void acknowledge(String orderBook, long recordedBelow, long nextSale) {
    acknowledge(orderBook(orderBook, nextSale), recordedBelow);
  }

  /** What the order service of an order book says. */
  void acknowledge(OrderBook orderBook, long recordedBelow) {
    stub()
        .acknowledge(
            AcknowledgeRequest.newBuilder()
                .setOrderBook(orderBook)
                .setRecordedBelow(recordedBelow)
                .build());
  }

  static OrderBook orderBook(String id, long nextSale) {
    return OrderBook.newBuilder().setId(id).setNextSale(nextSale).build();
  }

  /** Changes the catalogue. */
  public Toy change(String id, String name, int add, Long priceCents) {
    ChangeRequest.Builder request = ChangeRequest.newBuilder().setId(id).setName(name).setAdd(add);
    if (priceCents != null) {
      request.setPriceCents(priceCents);
    }
    return stub().change(request.build());
  }

  static BuyRequest request(String id, String name, int quantity) {
    return BuyRequest.newBuilder().setId(id).setName(name).setQuantity(quantity).build();
  }

  /** The sales in the journal's two segments, which must be whole. */
  public List<catalog.Sale> journalled() throws Exception {
    List<catalog.Sale> sales = new ArrayList<>();
    for (String name : List.of("sales.previous.csv", "sales.csv")) {
      if (Files.exists(file(name))) {
        common.journal.JournalReader.Result result =
            common.journal.JournalReader.read(
                file(name),
                new MovementFormat(),
                (movement, line, offset) -> {
                  if (movement instanceof catalog.Sale sale) {
                    sales.add(sale);
                  }
                });
        if (result.tornLine() > 0) {
          throw new AssertionError(name + " is torn");
        }
      }
    }
    return sales;
  }
}
