package catalog;

import common.etcd.Term;
import common.journal.CommitLog;
import common.journal.Disk;
import common.journal.FolderStorage;
import common.journal.Journal;
import common.journal.Storage;
import common.process.DaemonThreads;
import common.process.Failures;
import common.process.Log;
import common.process.ServiceProcess;
import common.process.StartException;
import common.rpc.RpcServer;
import io.grpc.BindableService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** The catalog: which toys there are, and the stock. */
public final class CatalogService implements ServiceProcess.Service {
  private static final long DRAIN_MILLIS = 10_000;
  private static final Set<String> WRITES = Set.of("Buy", "BuyMany", "Change");

  private final Storage storage;
  private final Journal<Movement> journal;
  private final Inventory inventory;
  private final Followers followers;
  private final ScheduledThreadPoolExecutor leases;
  private final Checkpointer checkpointer;
  private final OrderBookPin orderBook;
  private final RpcServer server;
  private final Lead lead;

  /** What a test takes out of the protocol, to see that its checker notices. */
  interface Sabotage {
    /** Nothing. */
    Sabotage NONE = new Sabotage() {};

    /** Who must hear of a batch before it is published. */
    default CommitLog.Audience<Movement> audience(Followers followers) {
      return followers;
    }

    /** Whether the leases that the catalog before this one gave are waited for. */
    default boolean awaitsPredecessor() {
      return true;
    }

    /** Whether a leader answers only while its lease surely lasts. */
    default boolean heedsLease() {
      return true;
    }
  }

  private CatalogService(
      RpcServer server,
      Storage storage,
      Recovery.State state,
      Lead lead,
      Sabotage sabotage,
      Consumer<Throwable> fatal)
      throws IOException, StartException {
    this.server = server;
    this.storage = storage;
    this.lead = lead;
    journal = state.journal();
    inventory = new Inventory(state.rows(), state.movements(), state.nextSale(), state.heldFrom());
    leases = new ScheduledThreadPoolExecutor(1, new DaemonThreads("catalog-leases"));
    followers =
        new Followers(
            lead.leaseMillis(),
            lead.leadsForNanos(),
            System::nanoTime,
            (task, delay) -> leases.schedule(task, delay, TimeUnit.NANOSECONDS),
            inventory::list,
            name -> inventory.query(name).orElse(null));
    if (!lead.isElected() && !state.isNew() && sabotage.awaitsPredecessor()) {
      followers.awaitPredecessor(lead.since());
    }
    checkpointer = new Checkpointer(storage, inventory, journal, state.olderEnd());
    orderBook = new OrderBookPin(storage, inventory, state.fresh(), checkpointer);
    inventory.start(journal, sabotage.audience(followers), fatal);
    server.serve(lead.guard().apply(new CatalogEndpoint(inventory, orderBook, followers)));
  }

  /**
   * How this catalog came to be the only one.
   *
   * @param isElected so that the leases its predecessor gave are over; else they may not be
   * @param since by nanoTime, whoever was it before has ended
   * @param leaseMillis how long a frontend may answer from memory without hearing of the catalog
   * @param leadsForNanos how long it surely remains the only one
   * @param guard what keeps it from answering for longer
   */
  private record Lead(
      boolean isElected,
      long since,
      long leaseMillis,
      LongSupplier leadsForNanos,
      UnaryOperator<BindableService> guard) {}

  /**
   * Settings.
   *
   * @param port 0 for any free one
   * @param workers threads in the fixed pool
   * @param disk the real one, or one with faults
   * @param leaseMillis how long a frontend may answer from memory without hearing of the catalog
   * @param restockSeconds how often sold-out toys are refilled; 0: never
   * @param restockTo pieces of a toy that was refilled
   */
  public record Options(
      String host,
      int port,
      int workers,
      Path dataFolder,
      Disk disk,
      long leaseMillis,
      int restockSeconds,
      int restockTo) {}

  /**
   * Reads the files and listens.
   *
   * @param fatal is told when the journal can no longer be written: the process must end
   * @throws StartException if the folder, a file or the port cannot be used
   */
  public static CatalogService start(Options options, Consumer<Throwable> fatal)
      throws StartException {
    return start(options, Sabotage.NONE, fatal);
  }

  static CatalogService start(Options options, Sabotage sabotage, Consumer<Throwable> fatal)
      throws StartException {
    Storage storage = FolderStorage.open(options.dataFolder(), "catalog", options.disk());
    // Whoever held the storage has ended.
    Lead lead =
        new Lead(
            false,
            System.nanoTime(),
            options.leaseMillis(),
            () -> Long.MAX_VALUE,
            UnaryOperator.identity());
    try {
      Recovery.State state = Recovery.recover(storage);
      RpcServer server =
          new RpcServer("catalog", options.host(), options.port(), options.workers());
      CatalogService service = new CatalogService(server, storage, state, lead, sabotage, fatal);
      service.restock(options.restockSeconds(), options.restockTo());
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

  /**
   * Serves as the elected leader.
   *
   * @param leaseMillis see {@link Options}, as the other two
   */
  static CatalogService lead(Term term, long leaseMillis, int restockSeconds, int restockTo)
      throws IOException, StartException {
    CatalogService service = lead(term, leaseMillis, Sabotage.NONE);
    service.restock(restockSeconds, restockTo);
    return service;
  }

  static CatalogService lead(Term term, long leaseMillis, Sabotage sabotage)
      throws IOException, StartException {
    Lead lead =
        new Lead(
            true,
            System.nanoTime(),
            leaseMillis,
            term.leadership()::remainingNanos,
            sabotage.heedsLease()
                ? service -> term.guard(service, WRITES)
                : UnaryOperator.identity());
    Recovery.State state = Recovery.recover(term.storage());
    return new CatalogService(term.server(), term.storage(), state, lead, sabotage, term.fatal());
  }

  private void restock(int seconds, int pieces) {
    if (seconds > 0) {
      leases.scheduleWithFixedDelay(
          new Restocker(inventory, orderBook, pieces), seconds, seconds, TimeUnit.SECONDS);
    }
  }

  private void listen() throws StartException {
    try {
      server.start();
    } catch (StartException e) {
      crash();
      throw e;
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

  /** Answers the calls in hand, writes a last checkpoint, releases the storage. */
  @Override
  public void close() {
    server.refuseCalls();
    awaitPublication();
    if (lead.isElected()) {
      followers
          .dropAll()
          .orTimeout(lead.leaseMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(late -> null)
          .join();
    }
    followers.end();
    server.close();
    leases.shutdownNow();
    closeJournal();
    checkpointer.close();
    storage.close();
  }

  /** What was decided is published, and with that answered, while the followers still listen. */
  private void awaitPublication() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
    try {
      while (inventory.pending() > 0 && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops at once and writes nothing more, as a crash would. */
  void crash() {
    server.abort();
    leases.shutdownNow();
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
