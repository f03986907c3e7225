package order;

import common.journal.CommitLog;
import common.journal.Journal;
import common.metrics.Metrics;
import common.purchase.Outcome;
import common.purchase.PurchaseId;
import common.purchase.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The orders: one for each sale of the catalog, numbered from 0 without gaps, in the order of the
 * sales. So whoever records the sales again, after an older copy of the file was put back, gives
 * them the same numbers.
 *
 * <p>Recording is idempotent: the reply to a purchase and the catch-up may both deliver a sale. A
 * sale that comes before a lower one waits for it. No method waits for the disk.
 */
final class OrderLedger {
  private record Waiting(Sale sale, CompletableFuture<Outcome<Long>> outcome) {}

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final Runnable saleMissing;

  /** Apart, so that purchases without a key, however many, never push out a key. */
  private final RecentAnswers keys = new RecentAnswers(RecentAnswers.MAX_KEYS);

  private final RecentAnswers requests = new RecentAnswers(RecentAnswers.MAX_REQUESTS);

  /** Numbered and not yet published, by the sale. */
  private final Map<Long, Waiting> pending = new HashMap<>();

  /** Sales that wait for lower ones. */
  private final TreeMap<Long, Waiting> early = new TreeMap<>();

  /** The sales whose orders are published, and numbers that no sale has. */
  private final SaleNumbers recorded = new SaleNumbers();

  private CommitLog<OrderRow> log;

  /** The sale that gets the next order: all below are recorded, pending, or do not exist. */
  private long due;

  /** The highest sale that has a published order, or null. */
  private Sale last;

  private long nextOrder;
  private long published;

  /**
   * An empty ledger.
   *
   * @param saleMissing is run, under the lock, when a sale has come before a lower one
   */
  OrderLedger(Runnable saleMissing) {
    this.saleMissing = saleMissing;
  }

  /**
   * Takes an order from the file, at the start.
   *
   * @throws IllegalArgumentException if its number or its sale does not fit those before it
   */
  void replay(OrderRow order) {
    if (order.number() != nextOrder) {
      throw new IllegalArgumentException(
          "order " + order.number() + " stands where order " + nextOrder + " was due");
    }
    if (order.sale() < 0 || order.quantity() < 1) {
      throw new IllegalArgumentException("the order's sale or quantity is out of range");
    }
    if (recorded.contains(order.sale())) {
      throw new IllegalArgumentException("sale " + order.sale() + " has an order already");
    }
    nextOrder++;
    publish(order);
    due = recorded.firstMissing(0);
  }

  /** Starts the journal's thread, once the file is replayed. */
  void start(Journal<OrderRow> journal, Consumer<Throwable> fatal) {
    log =
        new CommitLog<>(lock.writeLock(), journal, this::publish, CommitLog.Audience.none(), fatal);
    log.start();
    Metrics metrics = Metrics.ofProcess();
    metrics.counter(
        "toystore_orders_total", "Orders in the order book.", () -> read(() -> published));
    metrics.gauge(
        "toystore_early_sales",
        "Sales that wait for lower ones, which are to get the orders before theirs.",
        () -> read(early::size));
  }

  /** The number of the order of a purchase, or as {@link RecentAnswers#find}. */
  long find(String id, Fingerprint purchase) {
    return read(() -> answers(id).find(purchase));
  }

  private RecentAnswers answers(String id) {
    return PurchaseId.isKeyed(id) ? keys : requests;
  }

  /** Whether an order of this number is published. */
  boolean has(long number) {
    return number >= 0 && number < read(() -> published);
  }

  /**
   * Gives the sale its order, if it has none yet.
   *
   * @return completed with the order's number when the order is published
   */
  CompletableFuture<Outcome<Long>> record(Sale sale) {
    lock.writeLock().lock();
    try {
      if (recorded.contains(sale.number())) {
        return CompletableFuture.completedFuture(recordedBefore(sale));
      }
      Waiting waiting = pending.getOrDefault(sale.number(), early.get(sale.number()));
      if (waiting != null) {
        return waiting.sale().equals(sale) ? waiting.outcome() : unknown();
      }
      if (sale.number() == due) {
        CompletableFuture<Outcome<Long>> outcome = append(sale);
        appendEarly();
        return outcome;
      }
      CompletableFuture<Outcome<Long>> outcome = new CompletableFuture<>();
      early.put(sale.number(), new Waiting(sale, outcome));
      saleMissing.run();
      return outcome;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * Gives sales their orders that have none yet.
   *
   * @param sales all there are from {@code from} (inclusive) to {@code to} (exclusive), by rising
   *     numbers
   * @param from at most {@link #due}
   * @return those that had none, and their outcomes, as {@link #record(Sale)}
   */
  Map<Sale, CompletableFuture<Outcome<Long>>> record(List<Sale> sales, long from, long to) {
    lock.writeLock().lock();
    try {
      if (from > due) {
        throw new IllegalArgumentException("sales from " + from + " on, but " + due + " is due");
      }
      Map<Sale, CompletableFuture<Outcome<Long>>> outcomes = new LinkedHashMap<>();
      for (Sale sale : sales) {
        skipTo(sale.number());
        if (!recorded.contains(sale.number())) {
          outcomes.put(sale, record(sale));
        }
      }
      skipTo(to);
      return outcomes;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** There is no sale of a number from the one due to this one. */
  private void skipTo(long number) {
    if (number > due) {
      recorded.addRange(due, number);
      due = recorded.firstMissing(number);
      appendEarly();
    }
  }

  private Outcome<Long> recordedBefore(Sale sale) {
    long number = find(sale.id(), sale.purchase().fingerprint());
    return number >= 0 ? Outcome.done(number) : Outcome.refused(Refusal.UNKNOWN_OUTCOME);
  }

  private static CompletableFuture<Outcome<Long>> unknown() {
    return CompletableFuture.completedFuture(Outcome.refused(Refusal.UNKNOWN_OUTCOME));
  }

  private CompletableFuture<Outcome<Long>> append(Sale sale) {
    OrderRow order =
        new OrderRow(
            nextOrder++,
            sale.name(),
            sale.quantity(),
            sale.number(),
            sale.id(),
            Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    CompletableFuture<Outcome<Long>> outcome =
        log.append(order)
            .thenApply(
                durable ->
                    durable
                        ? Outcome.done(order.number())
                        : Outcome.refused(Refusal.UNKNOWN_OUTCOME));
    pending.put(sale.number(), new Waiting(sale, outcome));
    due = recorded.firstMissing(sale.number() + 1);
    return outcome;
  }

  /** The sales that waited for the one before them. */
  private void appendEarly() {
    Map.Entry<Long, Waiting> next;
    while ((next = early.firstEntry()) != null && next.getKey() <= due) {
      early.remove(next.getKey());
      CompletableFuture<Outcome<Long>> outcome = next.getValue().outcome();
      append(next.getValue().sale()).thenAccept(outcome::complete);
    }
  }

  /** Called by the log, under the lock. */
  private void publish(OrderRow order) {
    Fingerprint purchase = Fingerprint.of(order.id(), order.name(), order.quantity());
    answers(order.id()).put(purchase, order.number());
    recorded.add(order.sale());
    pending.remove(order.sale());
    published = order.number() + 1;
    if (last == null || order.sale() > last.number()) {
      last = new Sale(order.sale(), order.id(), order.name(), order.quantity());
    }
  }

  /** The sale that gets the next order; all below have one, or are about to, or do not exist. */
  long due() {
    return read(() -> due);
  }

  /** How far the ledger is. */
  CatalogClient.Progress progress() {
    return read(
        () -> {
          long known = early.isEmpty() ? due : early.lastKey() + 1;
          long nextSale = Math.max(Math.max(due, known), recorded.end());
          return new CatalogClient.Progress(recorded.firstMissing(0), nextSale, last);
        });
  }

  /** Whether a sale waits for a lower one. */
  boolean misses() {
    return read(() -> !early.isEmpty());
  }

  private <T> T read(Supplier<T> what) {
    lock.readLock().lock();
    try {
      return what.get();
    } finally {
      lock.readLock().unlock();
    }
  }
}
