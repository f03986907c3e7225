package catalog;

import common.journal.CommitLog;
import common.journal.Journal;
import common.metrics.Metrics;
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
import java.util.function.Supplier;

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
  private final MovementHistory history;
  private CommitLog<Movement> log;

  /** Toys whose addition is decided and not yet published. */
  private final Map<String, Toy> additions = new HashMap<>();

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
   * @param heldFrom all movements from this number on are among them
   */
  Inventory(List<CatalogRow> rows, Collection<Movement> movements, long nextSale, long heldFrom) {
    this.nextSale = nextSale;
    this.published = nextSale;
    history = new MovementHistory(movements, heldFrom);
    rows.forEach(row -> toys.put(row.name(), new Toy(row)));
    recordedBelow = heldFrom;
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
    Metrics metrics = Metrics.ofProcess();
    metrics.gauge("toystore_toys", "Toys in the catalogue.", () -> read(toys::size));
    metrics.gauge(
        "toystore_unrecorded_sales",
        "Sales, and changes after them, of which no order is known yet.",
        () -> read(() -> history.countFrom(recordedBelow)));
    metrics.gauge(
        "toystore_unpublished_rows",
        "Sales and changes that are decided and not yet published.",
        this::pending);
  }

  /** Movements that are decided and not yet published. */
  int pending() {
    return read(() -> log.pending());
  }

  /** One toy. */
  Optional<Item> query(String name) {
    return read(() -> Optional.ofNullable(toys.get(name)).map(Toy::item));
  }

  /** All toys in catalogue order. */
  List<Item> list() {
    return read(() -> toys.values().stream().map(Toy::item).toList());
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
      if (earlier(id) instanceof Sale sale) {
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
      return refusedAfter(toy.lastReservation(), Refusal.INSUFFICIENT_STOCK);
    }
    if (history.countFrom(recordedBelow) + log.pending() >= MAX_UNRECORDED) {
      return refused(Refusal.OVERLOADED);
    }
    Sale sale = new Sale(nextSale++, id, toy.name(), quantity);
    toy.reserve(quantity, append(sale));
    return outcome(sale);
  }

  /** Refused because of a movement that a crash could still undo: only when it is published. */
  private static <T> CompletableFuture<Outcome<T>> refusedAfter(
      CompletableFuture<Boolean> movement, Refusal why) {
    return movement.thenApply(
        published -> Outcome.refused(published ? why : Refusal.UNKNOWN_OUTCOME));
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
        || priceCents > Money.MAX_CENTS
        || add == 0 && priceCents == Change.SAME_PRICE) {
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
    Toy known = toys.getOrDefault(name, additions.get(name));
    if (known == null && price == Change.SAME_PRICE) {
      return refused(Refusal.UNKNOWN_TOY);
    }
    Toy toy = known == null ? new Toy(name, price, nextSale) : known;
    if (!toy.has(-add)) {
      return refused(Refusal.INSUFFICIENT_STOCK);
    }
    if (!toy.hasUnreserved(-add)) {
      return refusedAfter(toy.lastReservation(), Refusal.INSUFFICIENT_STOCK);
    }
    if (!toy.hasRoomFor(add)) {
      return refused(Refusal.BAD_QUANTITY);
    }
    Change change = new Change(nextSale++, id, name, add, price);
    toy.reserve(-add, append(change));
    if (known == null) {
      additions.put(name, toy);
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
      toys.computeIfAbsent(change.name(), additions::remove).publish(change);
    }
    pending.remove(movement.id());
    history.add(movement);
    published = movement.number() + 1;
  }

  /** The sales from a number on, of at most {@code max} movements. */
  MovementHistory.Page sales(long from, int max) {
    return read(() -> history.page(from, published, max));
  }

  /** The sale of this number, or null if it is not held. */
  Sale sale(long number) {
    return read(() -> history.sale(number));
  }

  /** All sales below this number have an order on disk. */
  void acknowledge(long recordedBelow) {
    write(
        () ->
            this.recordedBelow = Math.max(this.recordedBelow, Math.min(recordedBelow, published)));
  }

  /** All sales below this number have an order on disk. */
  long recordedBelow() {
    return read(() -> recordedBelow);
  }

  /** Whether a sale from this number on has its order on disk. */
  boolean isRecordedSince(long number) {
    return read(() -> history.hasSale(number, recordedBelow));
  }

  /** All movements from this number on are held; of those below, some may be gone. */
  long heldFrom() {
    return read(history::heldFrom);
  }

  /** Whether all movements from this number on are held, and the number is no later one's. */
  boolean covers(long number) {
    return read(() -> number >= history.heldFrom() && number <= nextSale);
  }

  /** The next movement's number. */
  long nextSale() {
    return read(() -> nextSale);
  }

  /** The journal dropped its movements below a number. */
  void dropBelow(long number) {
    write(() -> history.dropBelow(number));
  }

  /** The next movement gets a higher number. Before the first one only. */
  void skipTo(long number) {
    write(
        () -> {
          nextSale = number;
          published = number;
          recordedBelow = number;
          history.skipTo(number);
          toys.values().forEach(toy -> toy.countFrom(number, 0, 0));
        });
  }

  /** What toys sold before {@link #heldFrom} is not counted any more. */
  void countFromHeld() {
    write(
        () -> {
          MovementHistory.Counts counts = history.counts();
          for (Toy toy : toys.values()) {
            toy.countFrom(
                history.heldFrom(),
                counts.sold().getOrDefault(toy.name(), 0L),
                counts.changed().getOrDefault(toy.name(), 0L));
          }
        });
  }

  /** The stock as it is on disk, for a checkpoint. */
  List<CatalogRow> rows() {
    return read(() -> toys.values().stream().map(toy -> toy.row(published)).toList());
  }

  /** All movements below this number are published. */
  long published() {
    return read(() -> published);
  }

  private <T> T read(Supplier<T> what) {
    lock.readLock().lock();
    try {
      return what.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  private void write(Runnable what) {
    lock.writeLock().lock();
    try {
      what.run();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static <T> CompletableFuture<Outcome<T>> refused(Refusal why) {
    return CompletableFuture.completedFuture(Outcome.refused(why));
  }
}
