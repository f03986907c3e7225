package order;

import common.process.Failures;
import common.process.Log;
import common.rpc.RpcStatus;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import rpc.catalog.SalesReply;

/**
 * Records the sales that have no order: after a crash on either side, and after a call whose
 * outcome is unknown. A thread asks the catalog for them once a second, and sooner when told to;
 * its question also tells the catalog which sales it may forget.
 */
final class CatchUp {
  private enum Contact {
    NOT_YET,
    IN_TOUCH,
    LOST
  }

  private static final long PAUSE_MILLIS = 1000;

  private final OrderLedger orders;
  private final CatalogClient catalog;
  private final Semaphore wanted = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "order-catch-up");
  private volatile boolean closed;

  private Contact contact = Contact.NOT_YET;

  CatchUp(OrderLedger orders, CatalogClient catalog) {
    this.orders = orders;
    this.catalog = catalog;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** There may be a sale without an order. */
  void soon() {
    wanted.release();
  }

  private void run() {
    try {
      while (!closed) {
        tryOnce();
        if (wanted.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          // Many callers at once want the same.
          wanted.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Log.info("no longer asking the catalog for sales");
    }
  }

  private void tryOnce() {
    try {
      long recorded = catchUp();
      if (contact != Contact.IN_TOUCH) {
        Log.info("in touch with the catalog; " + recorded + " sales had no order yet");
      }
      contact = Contact.IN_TOUCH;
    } catch (CompletionException | CancellationException e) {
      lost(e);
    } catch (RuntimeException e) {
      // The thread must go on, whatever happens: without it the catalog soon sells no more.
      Log.error("asking the catalog for sales failed", e);
    }
  }

  private void lost(RuntimeException e) {
    if (contact != Contact.LOST && !closed) {
      Log.warn("the catalog is out of reach: " + RpcStatus.reason(Failures.cause(e)));
    }
    contact = Contact.LOST;
  }

  /** Returns when every sale that the catalog had on disk is recorded on disk. */
  private long catchUp() {
    long recorded = 0;
    SalesReply page;
    do {
      page = catalog.sales(orders.firstUnrecorded(), orders.saleFloor()).join();
      // The catalog also names sales that came by themselves while an older one was missing.
      recorded +=
          page.getSalesList().stream().filter(sale -> !orders.isRecorded(sale.getNumber())).count();
      List<? extends CompletableFuture<?>> waiting =
          page.getSalesList().stream().map(orders::record).toList();
      waiting.forEach(CompletableFuture::join);
      if (!page.getSalesList().stream().allMatch(sale -> orders.isRecorded(sale.getNumber()))) {
        // The journal failed, the process is about to end: the catalog must not forget them.
        throw new CancellationException("order.csv does not take the sales");
      }
      orders.noSalesBelow(page.getNext());
    } while (page.getMore());
    return recorded;
  }

  void close() {
    closed = true;
    thread.interrupt();
  }
}
