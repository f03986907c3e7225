package catalog;

import common.journal.CommitLog;
import common.journal.Journal;
import common.purchase.Money;
import common.purchase.Outcome;
import common.purchase.PurchaseId;
import common.purchase.Refusal;
import common.purchase.ToyName;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * The toys and their stock. A sale is decided and its pieces are reserved under the write lock; the
 * stock that readers see changes only when the sale is published, see {@link CommitLog}. No method
 * waits for the disk.
 */
final class Inventory {
  /** More sales than this without an order, and the order service must catch up first. */
  static final int MAX_UNRECORDED = 50_000;

  private record Pending(Movement movement, CompletableFuture<Boolean> published) {}

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final Map<String, Toy> toys = new LinkedHashMap<>();
  private final MovementHistory history = new MovementHistory();
  private CommitLog<Movement> log;

  /** Decided and not yet published, by id. */
  private final Map<String, Pending> pending = new HashMap<>();

  /** The next movement's number. */
  private long nextSale;

  /** All movements below this number are published. */
  private long published;

  /** All sales below this number have an order on disk. */
  private long recordedBelow;

  /**
   * The state after a start.
   *
   * @param rows with all movements counted, none hand-written
   * @param movements still in the journal, in the order of their numbers
   */
  Inventory(List<CatalogRow> rows, Collection<Movement> movements, long nextSale) {
    this.nextSale = nextSale;
    this.published = nextSale;
    rows.forEach(row -> toys.put(row.name(), new Toy(row)));
    movements.forEach(history::add);
    recordedBelow = history.oldest(nextSale);
  }

  /**
   * Starts the journal's thread.
   *
   * @param audience must hear of movements before they are published
   * @param fatal is told when the journal can no longer be written
   */
  void start(
      Journal<Movement> journal, CommitLog.Audience<Movement> audience, Consumer<Throwable> fatal) {
    log = new CommitLog<>(lock.writeLock(), journal, this::publish, audience, fatal);
    log.start();
  }

  /** Movements that are decided and not yet published. */
  int pending() {
    lock.readLock().lock();
    try {
      return log.pending();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** One toy. */
  Optional<Item> query(String name) {
    lock.readLock().lock();
    try {
      return Optional.ofNullable(toys.get(name)).map(Toy::item);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** All toys in catalogue order. */
  List<Item> list() {
    lock.readLock().lock();
    try {
      return toys.values().stream().map(Toy::item).toList();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Sells, or refuses. The same id again returns the first sale.
   *
   * @return completed when the outcome can no longer be undone by a crash
   */
  CompletableFuture<Outcome<Sale>> buy(String id, String name, int quantity) {
    if (name.isEmpty() || !PurchaseId.isId(id) || PurchaseId.isChange(id)) {
      return refused(Refusal.BAD_REQUEST);
    }
    if (quantity < 1) {
      return refused(Refusal.BAD_QUANTITY);
    }
    lock.writeLock().lock();
    try {
      Movement earlier = earlier(id);
      if (earlier instanceof Sale sale) {
        boolean same = sale.name().equals(name) && sale.quantity() == quantity;
        return same ? outcome(sale) : refused(Refusal.KEY_REUSED);
      }
      return decide(id, name, quantity);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private CompletableFuture<Outcome<Sale>> decide(String id, String name, int quantity) {
    Toy toy = toys.get(name);
    if (toy == null) {
      return refused(Refusal.UNKNOWN_TOY);
    }
    if (!toy.has(quantity)) {
      return refused(Refusal.INSUFFICIENT_STOCK);
    }
    if (!toy.hasUnreserved(quantity)) {
      return refusedAfter(toy.lastReservation());
    }
    if (history.countFrom(recordedBelow) + log.pending() >= MAX_UNRECORDED) {
      return refused(Refusal.OVERLOADED);
    }
    Sale sale = new Sale(nextSale++, id, toy.name(), quantity);
    toy.reserve(quantity, append(sale));
    return outcome(sale);
  }

  /** Refused because of movements that a crash could still undo: only when they are durable. */
  private static <T> CompletableFuture<Outcome<T>> refusedAfter(CompletableFuture<Boolean> last) {
    return last.thenApply(
        durable -> Outcome.refused(durable ? Refusal.INSUFFICIENT_STOCK : Refusal.UNKNOWN_OUTCOME));
  }

  /**
   * Changes the stock or the price of a toy, or adds a toy. The same id again changes nothing.
   *
   * @param priceCents the new price, or {@link Change#SAME_PRICE}; a new toy needs one
   * @return the toy as it is then, completed when the change can no longer be undone by a crash
   */
  CompletableFuture<Outcome<Item>> change(String id, String name, int add, long priceCents) {
    if (!ToyName.isValid(name)
        || !PurchaseId.isId(id)
        || add == Integer.MIN_VALUE
        || priceCents < Change.SAME_PRICE
        || priceCents > Money.MAX_CENTS) {
      return refused(Refusal.BAD_REQUEST);
    }
    lock.writeLock().lock();
    try {
      if (earlier(id) instanceof Change change) {
        boolean same =
            change.name().equals(name) && change.add() == add && change.priceCents() == priceCents;
        return same ? outcome(change) : refused(Refusal.KEY_REUSED);
      }
      return decide(id, name, add, priceCents);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private CompletableFuture<Outcome<Item>> decide(String id, String name, int add, long price) {
    Toy toy = toys.get(name);
    if (toy == null && price == Change.SAME_PRICE) {
      return refused(Refusal.UNKNOWN_TOY);
    }
    if (toy == null ? add < 0 : !toy.has(-add)) {
      return refused(Refusal.INSUFFICIENT_STOCK);
    }
    if (toy != null && !toy.hasUnreserved(-add)) {
      return refusedAfter(toy.lastReservation());
    }
    if (toy != null && add > 0 && !toy.hasRoomFor(add)) {
      return refused(Refusal.BAD_QUANTITY);
    }
    Change change = new Change(nextSale++, id, name, add, price);
    CompletableFuture<Boolean> appended = append(change);
    if (toy != null) {
      toy.reserve(-add, appended);
    }
    return outcome(change);
  }

  /** The movement that was decided under this id, or null. */
  private Movement earlier(String id) {
    Pending waiting = pending.get(id);
    return waiting == null ? history.find(id) : waiting.movement();
  }

  private CompletableFuture<Boolean> append(Movement movement) {
    CompletableFuture<Boolean> appended = log.append(movement);
    pending.put(movement.id(), new Pending(movement, appended));
    return appended;
  }

  /** The outcome of a sale that is decided, or published. */
  private CompletableFuture<Outcome<Sale>> outcome(Sale sale) {
    return publishedOf(sale)
        .thenApply(
            durable -> durable ? Outcome.done(sale) : Outcome.refused(Refusal.UNKNOWN_OUTCOME));
  }

  private CompletableFuture<Outcome<Item>> outcome(Change change) {
    return publishedOf(change)
        .thenApply(
            durable ->
                durable
                    ? Outcome.done(query(change.name()).orElseThrow())
                    : Outcome.refused(Refusal.UNKNOWN_OUTCOME));
  }

  private CompletableFuture<Boolean> publishedOf(Movement movement) {
    Pending waiting = pending.get(movement.id());
    return waiting == null ? CompletableFuture.completedFuture(true) : waiting.published();
  }

  /** Called by the log, under the lock. */
  private void publish(Movement movement) {
    if (movement instanceof Sale sale) {
      toys.get(sale.name()).publish(sale);
    } else if (movement instanceof Change change) {
      toys.computeIfAbsent(change.name(), name -> newToy(change)).publish(change);
    }
    pending.remove(movement.id());
    history.add(movement);
    published = movement.number() + 1;
  }

  private static Toy newToy(Change change) {
    Toy toy =
        new Toy(
            CatalogRow.handWritten(change.name(), change.priceCents(), 0)
                .countingFrom(change.number()));
    toy.reserve(-change.add(), CompletableFuture.completedFuture(true));
    return toy;
  }

  /** The sales from a number on, of at most {@code max} movements. */
  MovementHistory.Page sales(long from, int max) {
    lock.readLock().lock();
    try {
      return history.page(from, published, max);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** All sales below this number have an order on disk. */
  void acknowledge(long recordedBelow) {
    lock.writeLock().lock();
    try {
      this.recordedBelow = Math.max(this.recordedBelow, Math.min(recordedBelow, published));
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** All sales below this number have an order on disk. */
  long recordedBelow() {
    lock.readLock().lock();
    try {
      return recordedBelow;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The lowest movement that the journal still holds; all below it are gone. */
  long oldest() {
    lock.readLock().lock();
    try {
      return history.oldest(published);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The next movement's number. */
  long nextSale() {
    lock.readLock().lock();
    try {
      return nextSale;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The journal dropped its movements below a number. */
  void dropBelow(long number) {
    lock.writeLock().lock();
    try {
      history.dropBelow(number);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Whether no movement was ever counted. */
  boolean isUntouched() {
    lock.readLock().lock();
    try {
      return log.pending() == 0 && toys.values().stream().allMatch(Toy::isUntouched);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** A new catalogue goes on above the sales that the order book knows from an earlier one. */
  void skipTo(long number) {
    lock.writeLock().lock();
    try {
      if (log.pending() == 0 && number > nextSale) {
        toys.values().forEach(toy -> toy.countFrom(number));
        nextSale = number;
        published = number;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The stock as it is on disk, for a checkpoint. */
  List<CatalogRow> rows() {
    lock.readLock().lock();
    try {
      return toys.values().stream().map(toy -> toy.row(published)).toList();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** All movements below this number are published. */
  long published() {
    lock.readLock().lock();
    try {
      return published;
    } finally {
      lock.readLock().unlock();
    }
  }

  private static <T> CompletableFuture<Outcome<T>> refused(Refusal why) {
    return CompletableFuture.completedFuture(Outcome.refused(why));
  }
}
