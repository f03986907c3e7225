package order;

import common.metrics.Metrics;
import common.process.Failures;
import common.process.Log;
import common.purchase.Outcome;
import common.rpc.PurchaseLog;
import common.rpc.RpcStatus;
import common.rpc.TraceParent;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps the order book and the catalog together: records the sales that have no order, after a
 * crash on either side and after a call whose outcome is unknown, and acknowledges those that have.
 * A thread does so once a second, and sooner when asked to.
 */
final class CatchUp {
  private enum Contact {
    NOT_YET,
    IN_TOUCH,
    LOST,
    REFUSED
  }

  private static final long PAUSE_MILLIS = 1000;

  /** A sale that came before a lower one: the lower one's reply is probably on its way. */
  private static final long PATIENCE_MILLIS = 5;

  private final OrderLedger orders;
  private final CatalogClient catalog;
  private final Consumer<Boolean> mayServe;
  private final Semaphore wanted = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "order-catch-up");
  private volatile boolean closed;
  private volatile Contact contact = Contact.NOT_YET;

  /**
   * @param mayServe is told false when the catalog refuses this order book, and true when it does
   *     not any more
   */
  CatchUp(OrderLedger orders, CatalogClient catalog, Consumer<Boolean> mayServe) {
    this.orders = orders;
    this.catalog = catalog;
    this.mayServe = mayServe;
    thread.setDaemon(true);
    for (Contact each : Contact.values()) {
      Metrics.ofProcess()
          .gauge(
              "toystore_catalog_contact",
              "1 for what the order service knows of the catalog, 0 for the rest.",
              () -> contact == each ? 1 : 0,
              "state",
              each.name());
    }
  }

  void start() {
    thread.start();
  }

  /** There may be a sale without an order. */
  void soon() {
    wanted.release();
  }

  /** Whether the catalog said that it does not sell for this order book. */
  boolean isRefused() {
    return contact == Contact.REFUSED;
  }

  private void run() {
    try {
      while (!closed) {
        tryOnce();
        if (wanted.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          awaitMissing();
          // Many callers at once want the same.
          wanted.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Log.info("no longer asking the catalog for sales");
    }
  }

  private void awaitMissing() throws InterruptedException {
    if (orders.misses()) {
      TimeUnit.MILLISECONDS.sleep(PATIENCE_MILLIS);
    }
  }

  private void tryOnce() {
    try {
      catalog.acknowledge(orders.progress()).join();
      long recorded = catchUp();
      if (contact != Contact.IN_TOUCH) {
        Log.info("in touch with the catalog; " + recorded + " sales had no order yet");
        enter(Contact.IN_TOUCH);
      }
    } catch (CompletionException | CancellationException e) {
      failed(Failures.cause(e));
    } catch (RuntimeException e) {
      // The thread must go on, whatever happens: without it the catalog soon sells no more.
      Log.error("asking the catalog for sales failed", e);
    }
  }

  private void failed(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    if (status.getCode() == Status.Code.FAILED_PRECONDITION) {
      if (contact != Contact.REFUSED) {
        Log.warn("the catalog refuses this order service: " + status.getDescription());
        enter(Contact.REFUSED);
      }
    } else if (contact != Contact.LOST && contact != Contact.REFUSED && !closed) {
      Log.warn("the catalog is out of reach: " + RpcStatus.reason(failure));
      enter(Contact.LOST);
    }
  }

  private void enter(Contact next) {
    contact = next;
    mayServe.accept(next != Contact.REFUSED);
  }

  /** Returns when every sale that the catalog had on disk is recorded on disk. */
  private long catchUp() {
    long recorded = 0;
    CatalogClient.Page page;
    do {
      long from = orders.due();
      page = catalog.sales(from).join();
      Map<Sale, CompletableFuture<Outcome<Long>>> outcomes =
          orders.record(page.sales(), from, page.next());
      for (Map.Entry<Sale, CompletableFuture<Outcome<Long>>> each : outcomes.entrySet()) {
        Outcome<Long> outcome = each.getValue().join();
        if (!(outcome instanceof Outcome.Done)) {
          // The journal failed, the process is about to end: the catalog must not forget them.
          throw new CancellationException("order.csv does not take the sales");
        }
        if (contact != Contact.IN_TOUCH) {
          // Nobody waits for the answer, so it has no line in the log yet.
          String id = each.getKey().id();
          PurchaseLog.answered(id, outcome, "order", number -> number, TraceParent.NONE);
        }
      }
      recorded += outcomes.size();
    } while (page.more());
    return recorded;
  }

  void close() {
    closed = true;
    thread.interrupt();
  }
}
