package catalog;

import common.journal.CommitLog;
import common.journal.Disk;
import common.journal.FolderStorage;
import common.journal.Journal;
import common.journal.Storage;
import common.process.Failures;
import common.process.Log;
import common.process.ServiceProcess;
import common.process.StartException;
import common.rpc.RpcServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The catalog: which toys there are, and the stock. */
public final class CatalogService implements ServiceProcess.Service {
  private final Storage storage;
  private final Journal<Movement> journal;
  private final Checkpointer checkpointer;
  private final RpcServer server;

  private CatalogService(
      Options options, Storage storage, Recovery.State state, Consumer<Throwable> fatal)
      throws IOException {
    this.storage = storage;
    journal = state.journal();
    Inventory inventory =
        new Inventory(
            state.rows(),
            state.movements(),
            state.nextSale(),
            journal,
            CommitLog.Audience.none(),
            fatal);
    checkpointer = new Checkpointer(storage, inventory, journal, state.olderEnd());
    OrderBookPin orderBook =
        new OrderBookPin(
            storage, inventory, state.fresh(), checkpointer::write, checkpointer.diskThread());
    server =
        new RpcServer(
            "catalog",
            options.host(),
            options.port(),
            options.workers(),
            new CatalogEndpoint(inventory, orderBook));
    inventory.start();
  }

  /**
   * Settings.
   *
   * @param port 0 for any free one
   * @param workers threads in the fixed pool
   * @param disk the real one, or one with faults
   */
  public record Options(String host, int port, int workers, Path dataFolder, Disk disk) {}

  /**
   * Reads the files and listens.
   *
   * @param fatal is told when the journal can no longer be written: the process must end
   * @throws StartException if the folder, a file or the port cannot be used
   */
  public static CatalogService start(Options options, Consumer<Throwable> fatal)
      throws StartException {
    Storage storage = FolderStorage.open(options.dataFolder(), "catalog", options.disk());
    try {
      Recovery.State state = Recovery.recover(storage);
      CatalogService service = new CatalogService(options, storage, state, fatal);
      service.listen();
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

  private void listen() throws StartException {
    try {
      server.start();
    } catch (StartException e) {
      crash();
      throw e;
    }
    checkpointer.start();
  }

  @Override
  public String address() {
    return server.address();
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Answers the calls in hand, writes a last checkpoint, releases the storage. */
  @Override
  public void close() {
    server.close();
    closeJournal();
    checkpointer.close();
    storage.close();
  }

  /** Stops at once and writes nothing more, as a crash would. */
  void crash() {
    server.abort();
    closeJournal();
    checkpointer.stop();
    storage.close();
  }

  private void closeJournal() {
    try {
      journal.close();
    } catch (IOException e) {
      Log.warn("closing sales.csv failed: " + Failures.reason(e));
    }
  }
}
