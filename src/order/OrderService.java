package order;

import common.etcd.EtcdSnapshot;
import common.etcd.Term;
import common.journal.Disk;
import common.journal.FolderStorage;
import common.journal.Journal;
import common.journal.Storage;
import common.process.Failures;
import common.process.Log;
import common.process.ServiceProcess;
import common.process.StartException;
import common.rpc.RpcChannel;
import common.rpc.RpcServer;
import io.grpc.BindableService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The order service: who bought what. */
public final class OrderService implements ServiceProcess.Service {
  private static final int DISK_READERS = 2;
  private static final int MAX_WAITING_READS = 10_000;

  private static final String ORDERS = "order.csv";
  private static final Set<String> WRITES = Set.of("Buy", "BuyMany");

  private final Storage storage;
  private final OrderLedger orders = new OrderLedger(this::saleMissing);
  private final RefusalLedger refusals = new RefusalLedger();
  private final Storage.Numbered<OrderRow> orderJournal;
  private final Journal<RefusalRow> refusalJournal;
  private final RpcChannel channel;
  private final CatchUp catchUp;
  private final ExecutorService diskReaders =
      new ThreadPoolExecutor(
          DISK_READERS,
          DISK_READERS,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MAX_WAITING_READS));
  private final RpcServer server;
  private final BindableService endpoint;

  /**
   * Settings.
   *
   * @param port 0 for any free one
   * @param workers threads in the fixed pool
   * @param disk the real one, or one with faults
   */
  public record Options(
      String host,
      int port,
      int workers,
      String catalogHost,
      int catalogPort,
      Path dataFolder,
      Disk disk) {}

  private OrderService(
      RpcServer server, Storage storage, RpcChannel channel, UnaryOperator<BindableService> guard)
      throws IOException, StartException {
    this.server = server;
    this.storage = storage;
    this.channel = channel;
    orderJournal = storage.openNumbered(ORDERS, new OrderFormat(), orders::replay);
    refusalJournal = storage.open("refusals.csv", new RefusalFormat(), refusals::replay);
    OrderBookId orderBook = OrderBookId.open(storage, orderJournal.journal().rows());
    CatalogClient catalog = new CatalogClient(channel, orderBook);
    catchUp = new CatchUp(orders, catalog, this::mayServe);
    Purchases purchases = new Purchases(orders, refusals, catalog, catchUp);
    endpoint =
        guard.apply(new OrderEndpoint(purchases, orders, orderJournal.reader(), diskReaders));
  }

  /**
   * Reads the files and listens. The catalog need not be there yet.
   *
   * @param fatal is told when a journal can no longer be written: the process must end
   * @throws StartException if the folder, a file or the port cannot be used
   */
  public static OrderService start(Options options, Consumer<Throwable> fatal)
      throws StartException {
    Storage storage = FolderStorage.open(options.dataFolder(), "order", options.disk());
    RpcChannel channel = channelTo(options.catalogHost(), options.catalogPort());
    try {
      RpcServer server = new RpcServer("order", options.host(), options.port(), options.workers());
      OrderService service = new OrderService(server, storage, channel, UnaryOperator.identity());
      service.listen(fatal);
      return service;
    } catch (StartException e) {
      channel.close();
      storage.close();
      throw e;
    } catch (IOException e) {
      channel.close();
      storage.close();
      throw new StartException(
          "the files in " + options.dataFolder() + " cannot be used: " + Failures.reason(e));
    }
  }

  /** Serves as the elected leader. */
  static OrderService lead(Term term, String catalogHosts, int catalogPort)
      throws IOException, StartException {
    OrderService service =
        new OrderService(
            term.server(),
            term.storage(),
            channelTo(catalogHosts, catalogPort),
            endpoint -> term.guard(endpoint, WRITES));
    service.serve(term.fatal());
    service.catchUp.start();
    return service;
  }

  /** It connects while the files are read. */
  private static RpcChannel channelTo(String catalogHosts, int catalogPort) {
    RpcChannel channel = new RpcChannel("catalog", catalogHosts, catalogPort);
    channel.connect();
    return channel;
  }

  /** Reads the orders as a leader does, and forgets them. */
  static void rehearse(EtcdSnapshot snapshot)
      throws IOException, InterruptedException, StartException {
    snapshot.replay("order", ORDERS, new OrderFormat(), new OrderLedger(() -> {})::replay);
  }

  private void saleMissing() {
    catchUp.soon();
  }

  private void mayServe(boolean may) {
    server.setServing(may);
  }

  private void serve(Consumer<Throwable> fatal) {
    orders.start(orderJournal.journal(), fatal);
    refusals.start(refusalJournal, fatal);
    server.serve(endpoint);
  }

  private void listen(Consumer<Throwable> fatal) throws StartException {
    serve(fatal);
    try {
      server.start();
    } catch (StartException e) {
      crash();
      throw e;
    }
    catchUp.start();
  }

  @Override
  public String address() {
    return server.address();
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Answers the calls in hand, forces its files, releases the storage. */
  @Override
  public void close() {
    server.close();
    release();
  }

  /** Stops at once, as a crash would. */
  void crash() {
    server.abort();
    release();
  }

  private void release() {
    catchUp.close();
    channel.close();
    diskReaders.shutdownNow();
    try {
      orderJournal.journal().close();
      refusalJournal.close();
    } catch (IOException e) {
      Log.warn("closing the journals failed: " + Failures.reason(e));
    }
    storage.close();
  }
}
