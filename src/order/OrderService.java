package order;

import common.journal.DataFolder;
import common.journal.Disk;
import common.journal.Journal;
import common.journal.JournalReader;
import common.journal.UnusableFileException;
import common.process.Failures;
import common.process.Log;
import common.process.ServiceProcess;
import common.process.StartException;
import common.rpc.RpcChannel;
import common.rpc.RpcServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The order service: who bought what. */
public final class OrderService implements ServiceProcess.Service {
  private static final int DISK_READERS = 2;
  private static final int MAX_WAITING_READS = 10_000;

  private final DataFolder folder;
  private final OrderLedger orders = new OrderLedger(this::append);
  private final RefusalLedger refusals = new RefusalLedger(this::append);
  private final Journal<OrderRow> orderJournal;
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

  private OrderService(Options options, DataFolder folder)
      throws IOException, UnusableFileException {
    this.folder = folder;
    orderJournal = openOrders(options.disk());
    refusalJournal = openRefusals(options.disk());
    channel = new RpcChannel("catalog", options.catalogHost(), options.catalogPort());
    CatalogClient catalog = new CatalogClient(channel);
    catchUp = new CatchUp(orders, catalog);
    Purchases purchases = new Purchases(orders, refusals, catalog, catchUp::soon);
    server =
        new RpcServer(
            "order",
            options.host(),
            options.port(),
            options.workers(),
            new OrderEndpoint(purchases, orders, orderJournal::read, diskReaders));
  }

  /**
   * Reads the files and listens. The catalog need not be there yet.
   *
   * @param fatal is told when a journal can no longer be written: the process must end
   * @throws StartException if the folder, a file or the port cannot be used
   */
  public static OrderService start(Options options, Consumer<Throwable> fatal)
      throws StartException {
    DataFolder folder = DataFolder.lock(options.dataFolder(), "order");
    try {
      OrderService service = new OrderService(options, folder);
      service.listen(fatal);
      return service;
    } catch (UnusableFileException e) {
      folder.close();
      throw new StartException(e.getMessage());
    } catch (IOException e) {
      folder.close();
      throw new StartException(
          "the files in " + folder.path() + " cannot be used: " + Failures.reason(e));
    }
  }

  private void append(OrderRow order) {
    orderJournal.append(order);
  }

  private void append(RefusalRow refusal) {
    refusalJournal.append(refusal);
  }

  private Journal<OrderRow> openOrders(Disk disk) throws IOException, UnusableFileException {
    return Journal.open(
        folder.path().resolve("order.csv"),
        new OrderFormat(),
        disk,
        (order, line, offset) -> orders.replay(order));
  }

  private Journal<RefusalRow> openRefusals(Disk disk) throws IOException, UnusableFileException {
    Path previous = previousRefusals();
    JournalReader.Visitor<RefusalRow> replay = (row, line, offset) -> refusals.replay(row);
    if (Files.exists(previous)) {
      JournalReader.Result result = JournalReader.read(previous, new RefusalFormat(), replay);
      if (result.tornLine() > 0) {
        // It was forced to its end before refusals.csv was begun.
        throw new UnusableFileException(previous, result.tornLine(), result.tornReason());
      }
    }
    Path current = folder.path().resolve("refusals.csv");
    return Journal.open(current, new RefusalFormat(), disk, replay);
  }

  private Path previousRefusals() {
    return folder.path().resolve("refusals.previous.csv");
  }

  private void listen(Consumer<Throwable> fatal) throws StartException {
    Consumer<Throwable> failed =
        failure -> {
          orders.fail();
          refusals.fail();
          fatal.accept(failure);
        };
    orderJournal.start(orders::forced, failed);
    refusalJournal.start(this::refusalsForced, failed);
    try {
      server.start();
    } catch (StartException e) {
      crash();
      throw e;
    }
    catchUp.start();
  }

  private void refusalsForced(List<RefusalRow> rows) {
    refusals.forced(rows);
    if (refusalJournal.rows() >= RefusalLedger.REMEMBERED) {
      refusalJournal.rotate(previousRefusals());
    }
  }

  @Override
  public String address() {
    return server.address();
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Answers the calls in hand, forces its files, gives the folder free. */
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
      orderJournal.close();
      refusalJournal.close();
    } catch (IOException e) {
      Log.warn("closing the journals failed: " + Failures.reason(e));
    }
    folder.close();
  }
}
