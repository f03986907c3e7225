package order;

import common.purchase.Outcome;
import common.purchase.PurchaseId;
import common.purchase.RecentIds;
import common.purchase.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import rpc.catalog.Sale;

/**
 * The orders: one for each sale of the catalog, numbered from 0 without gaps. Recording a sale
 * twice gives the same order, so it does not matter who brings it: the reply to a purchase, or the
 * outbox of the catalog. No method waits for the disk.
 */
final class OrderLedger {
  /** The answers of so many purchases with an Idempotency-Key are kept. */
  static final int REMEMBERED = 1 << 20;

  /** Those without one are repeated only by the frontend, and only within seconds. */
  static final int REMEMBERED_REQUESTS = 1 << 18;

  private record Pending(OrderRow order, CompletableFuture<Outcome<Long>> outcome) {}

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final Consumer<OrderRow> journal;

  /** Apart, so that purchases without a key, however many, never push out a key. */
  private final RecentIds keys = new RecentIds(REMEMBERED);

  private final RecentIds requests = new RecentIds(REMEMBERED_REQUESTS);

  /** In the order of their numbers, which is the journal's order. */
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();

  private final Map<Long, Pending> pendingBySale = new HashMap<>();

  /** The sales whose orders are on disk. */
  private final SaleNumbers recorded = new SaleNumbers();

  private long next;
  private long onDisk;
  private boolean broken;

  /**
   * An empty book.
   *
   * @param journal takes the orders to be forced; called under the write lock
   */
  OrderLedger(Consumer<OrderRow> journal) {
    this.journal = journal;
  }

  /**
   * Takes an order from the file, at the start.
   *
   * @throws IllegalArgumentException if its number or its sale does not fit those before it
   */
  void replay(OrderRow order) {
    if (order.number() != next) {
      throw new IllegalArgumentException(
          "order " + order.number() + " stands where order " + next + " was due");
    }
    if (recorded.contains(order.sale())) {
      throw new IllegalArgumentException("sale " + order.sale() + " has an order already");
    }
    next++;
    publish(order);
  }

  /** The order number of a purchase, or as {@link RecentIds#find}. */
  long find(String id, int fingerprint) {
    lock.writeLock().lock();
    try {
      return answers(id).find(id, fingerprint);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private RecentIds answers(String id) {
    return PurchaseId.isKeyed(id) ? keys : requests;
  }

  /** Whether an order of this number is on disk. */
  boolean has(long number) {
    lock.readLock().lock();
    try {
      return number >= 0 && number < onDisk;
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Gives the sale its order, if it has none yet.
   *
   * @return completed with the order's number when the order is on disk
   */
  CompletableFuture<Outcome<Long>> record(Sale sale) {
    lock.writeLock().lock();
    try {
      Pending waiting = pendingBySale.get(sale.getNumber());
      if (waiting != null) {
        return waiting.outcome();
      }
      if (recorded.contains(sale.getNumber())) {
        return CompletableFuture.completedFuture(recordedBefore(sale));
      }
      return broken
          ? CompletableFuture.completedFuture(Outcome.refused(Refusal.UNKNOWN_OUTCOME))
          : append(sale);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private Outcome<Long> recordedBefore(Sale sale) {
    int fingerprint = PurchaseId.fingerprint(sale.getName(), sale.getQuantity());
    long number = answers(sale.getId()).find(sale.getId(), fingerprint);
    return number >= 0 ? Outcome.done(number) : Outcome.refused(Refusal.UNKNOWN_OUTCOME);
  }

  private CompletableFuture<Outcome<Long>> append(Sale sale) {
    String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    OrderRow order =
        new OrderRow(
            next++, sale.getName(), sale.getQuantity(), sale.getNumber(), sale.getId(), time);
    Pending waiting = new Pending(order, new CompletableFuture<>());
    pending.add(waiting);
    pendingBySale.put(sale.getNumber(), waiting);
    journal.accept(order);
    return waiting.outcome();
  }

  /** The next orders in the order of the journal are on disk. */
  void forced(List<OrderRow> orders) {
    List<Pending> done = new ArrayList<>(orders.size());
    lock.writeLock().lock();
    try {
      for (OrderRow order : orders) {
        done.add(pending.remove());
        pendingBySale.remove(order.sale());
        publish(order);
      }
    } finally {
      lock.writeLock().unlock();
    }
    done.forEach(order -> order.outcome().complete(Outcome.done(order.order().number())));
  }

  private void publish(OrderRow order) {
    answers(order.id())
        .put(order.id(), PurchaseId.fingerprint(order.name(), order.quantity()), order.number());
    recorded.add(order.sale());
    onDisk = order.number() + 1;
  }

  /** The journal failed: nobody can say which of the waiting orders are on disk. */
  void fail() {
    List<Pending> lost;
    lock.writeLock().lock();
    try {
      broken = true;
      lost = List.copyOf(pending);
    } finally {
      lock.writeLock().unlock();
    }
    lost.forEach(order -> order.outcome().complete(Outcome.refused(Refusal.UNKNOWN_OUTCOME)));
  }

  /** All sales below this number are recorded, on disk. */
  long firstUnrecorded() {
    lock.readLock().lock();
    try {
      return recorded.firstMissing();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Whether the sale has an order on disk. */
  boolean isRecorded(long sale) {
    lock.readLock().lock();
    try {
      return recorded.contains(sale);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** No order's sale reaches this number. */
  long saleFloor() {
    lock.readLock().lock();
    try {
      return recorded.end();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The sales below this number that have no order do not exist. */
  void noSalesBelow(long number) {
    lock.writeLock().lock();
    try {
      recorded.addBelow(number);
    } finally {
      lock.writeLock().unlock();
    }
  }
}
