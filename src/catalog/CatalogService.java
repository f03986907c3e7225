package catalog;

import common.journal.DataFolder;
import common.journal.Disk;
import common.journal.Journal;
import common.journal.UnusableFileException;
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
  private final DataFolder folder;
  private final Journal<Sale> journal;
  private final Inventory inventory;
  private final Checkpointer checkpointer;
  private final RpcServer server;

  private CatalogService(
      Options options, DataFolder folder, Recovery.State state, Consumer<Throwable> fatal) {
    this.folder = folder;
    journal = state.journal();
    inventory = new Inventory(state.rows(), state.sales(), state.nextSale(), journal::append);
    checkpointer =
        new Checkpointer(folder.path(), options.disk(), inventory, journal, state.previousEnd());
    server =
        new RpcServer(
            "catalog",
            options.host(),
            options.port(),
            options.workers(),
            new CatalogEndpoint(inventory));
    journal.start(
        inventory::forced,
        failure -> {
          inventory.fail();
          fatal.accept(failure);
        });
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
    DataFolder folder = DataFolder.lock(options.dataFolder(), "catalog");
    try {
      Recovery.State state = Recovery.recover(folder.path(), options.disk());
      CatalogService service = new CatalogService(options, folder, state, fatal);
      service.listen();
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

  /** Answers the calls in hand, writes a last checkpoint, gives the folder free. */
  @Override
  public void close() {
    server.close();
    closeJournal();
    checkpointer.close();
    folder.close();
  }

  /** Stops at once and writes nothing more, as a crash would. */
  void crash() {
    server.abort();
    closeJournal();
    checkpointer.stop();
    folder.close();
  }

  private void closeJournal() {
    try {
      journal.close();
    } catch (IOException e) {
      Log.warn("closing sales.csv failed: " + Failures.reason(e));
    }
  }
}
