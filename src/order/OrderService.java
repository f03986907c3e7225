package order;

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
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The order service: who bought what. */
public final class OrderService implements ServiceProcess.Service {
  private static final int DISK_READERS = 2;
  private static final int MAX_WAITING_READS = 10_000;

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

  private OrderService(Options options, Storage storage) throws IOException, StartException {
    this.storage = storage;
    orderJournal = storage.openNumbered("order.csv", new OrderFormat(), orders::replay);
    refusalJournal = storage.open("refusals.csv", new RefusalFormat(), refusals::replay);
    channel = new RpcChannel("catalog", options.catalogHost(), options.catalogPort());
    OrderBookId orderBook = OrderBookId.open(storage, orderJournal.journal().rows());
    CatalogClient catalog = new CatalogClient(channel, orderBook);
    catchUp = new CatchUp(orders, catalog, this::mayServe);
    Purchases purchases = new Purchases(orders, refusals, catalog, catchUp);
    server =
        new RpcServer(
            "order",
            options.host(),
            options.port(),
            options.workers(),
            new OrderEndpoint(purchases, orders, orderJournal.reader(), diskReaders));
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
    try {
      OrderService service = new OrderService(options, storage);
      service.listen(fatal);
      return service;
    } catch (StartException e) {
      storage.close();
      throw e;
    } catch (IOException e) {
      storage.close();
      throw new StartException(
          "the files in " + options.dataFolder() + " cannot be used: " + Failures.reason(e));
    }
  }

  private void saleMissing() {
    catchUp.soon();
  }

  private void mayServe(boolean may) {
    server.setServing(may);
  }

  private void listen(Consumer<Throwable> fatal) throws StartException {
    orders.start(orderJournal.journal(), fatal);
    refusals.start(refusalJournal, fatal);
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
