package catalog;

import common.process.Log;
import common.purchase.Outcome;
import common.purchase.PurchaseId;
import common.purchase.RecentIds;
import common.purchase.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
 * stock that readers see changes only when the sale is on disk ({@link #forced}). No method waits
 * for the disk.
 */
final class Inventory {
  /** Repeated ids are known for at least so many sales. */
  static final int REMEMBERED_IDS = 1 << 16;

  /** More sales than this without an order, and the order service must catch up first. */
  static final int MAX_UNRECORDED = 50_000;

  /** A toy as readers see it. */
  record Item(String name, long priceCents, int quantity) {}

  /** Sales for the order service: all there are from where it asked, up to {@code next}. */
  record Outbox(List<Sale> sales, long next, boolean more) {}

  private record Pending(Sale sale, Toy toy, CompletableFuture<Outcome<Sale>> outcome) {}

  private static final class Toy {
    final String name;
    final long priceCents;
    int quantity;
    long sold;
    long fromSale;
    int reserved;
    CompletableFuture<Outcome<Sale>> lastReservation;

    Toy(CatalogRow row) {
      name = row.name();
      priceCents = row.priceCents();
      quantity = row.quantity();
      sold = row.sold();
      fromSale = row.fromSale();
    }

    Item item() {
      return new Item(name, priceCents, quantity);
    }
  }

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final Map<String, Toy> toys = new LinkedHashMap<>();
  private final Consumer<Sale> journal;
  private final RecentIds recent = new RecentIds(REMEMBERED_IDS);

  /** In the order of their numbers, which is the journal's order. */
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();

  private final Map<String, Pending> pendingById = new HashMap<>();
  private final ArrayDeque<Sale> unrecorded = new ArrayDeque<>();
  private long nextSale;

  /** All sales below this number are on disk. */
  private long published;

  /** All sales below this number have an order on disk. */
  private long recordedBelow;

  private boolean broken;

  /**
   * The state after a start.
   *
   * @param rows with all sales taken off, none hand-written
   * @param sales still in the journal, in the order of their numbers
   * @param journal takes the sales to be forced; called under the write lock
   */
  Inventory(List<CatalogRow> rows, Collection<Sale> sales, long nextSale, Consumer<Sale> journal) {
    this.journal = journal;
    this.nextSale = nextSale;
    this.published = nextSale;
    rows.forEach(row -> toys.put(row.name(), new Toy(row)));
    for (Sale sale : sales) {
      unrecorded.add(sale);
      remember(sale);
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
   * Sells, or refuses. The same id again gives the first sale.
   *
   * @param floor a number that no order's sale reaches
   * @return completed when the outcome can no longer be undone by a crash
   */
  CompletableFuture<Outcome<Sale>> buy(String id, String name, int quantity, long floor) {
    if (name.isEmpty() || !PurchaseId.isId(id)) {
      return refused(Refusal.BAD_REQUEST);
    }
    if (quantity < 1) {
      return refused(Refusal.BAD_QUANTITY);
    }
    lock.writeLock().lock();
    try {
      if (broken) {
        return refused(Refusal.UNKNOWN_OUTCOME);
      }
      raise(floor);
      CompletableFuture<Outcome<Sale>> earlier = earlier(id, name, quantity);
      return earlier != null ? earlier : decide(id, name, quantity);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private CompletableFuture<Outcome<Sale>> earlier(String id, String name, int quantity) {
    Pending waiting = pendingById.get(id);
    if (waiting != null) {
      Sale sale = waiting.sale();
      boolean same = sale.name().equals(name) && sale.quantity() == quantity;
      return same ? waiting.outcome() : refused(Refusal.KEY_REUSED);
    }
    long number = recent.find(id, PurchaseId.fingerprint(name, quantity));
    if (number == RecentIds.UNKNOWN) {
      return null;
    }
    if (number == RecentIds.OTHER_FINGERPRINT) {
      return refused(Refusal.KEY_REUSED);
    }
    return CompletableFuture.completedFuture(Outcome.done(new Sale(number, id, name, quantity)));
  }

  private CompletableFuture<Outcome<Sale>> decide(String id, String name, int quantity) {
    Toy toy = toys.get(name);
    if (toy == null) {
      return refused(Refusal.UNKNOWN_TOY);
    }
    if (toy.quantity < quantity) {
      return refused(Refusal.INSUFFICIENT_STOCK);
    }
    if (toy.quantity - toy.reserved < quantity) {
      // Refused because of sales that a crash could still undo: say so only when they are on disk.
      return toy.lastReservation.thenApply(
          last ->
              last instanceof Outcome.Done
                  ? Outcome.refused(Refusal.INSUFFICIENT_STOCK)
                  : Outcome.refused(Refusal.UNKNOWN_OUTCOME));
    }
    if (unrecorded.size() + pending.size() >= MAX_UNRECORDED) {
      return refused(Refusal.OVERLOADED);
    }
    Sale sale = new Sale(nextSale++, id, toy.name, quantity);
    Pending reservation = new Pending(sale, toy, new CompletableFuture<>());
    toy.reserved += quantity;
    toy.lastReservation = reservation.outcome();
    pending.add(reservation);
    pendingById.put(id, reservation);
    journal.accept(sale);
    return reservation.outcome();
  }

  /** The next sales in the order of the journal are on disk: readers see them, callers get them. */
  void forced(List<Sale> sales) {
    List<Pending> done = new ArrayList<>(sales.size());
    lock.writeLock().lock();
    try {
      for (int i = 0; i < sales.size(); i++) {
        Pending sold = pending.remove();
        publish(sold);
        done.add(sold);
      }
    } finally {
      lock.writeLock().unlock();
    }
    done.forEach(sold -> sold.outcome().complete(Outcome.done(sold.sale())));
  }

  private void publish(Pending sold) {
    Toy toy = sold.toy();
    int quantity = sold.sale().quantity();
    toy.quantity -= quantity;
    toy.reserved -= quantity;
    toy.sold += quantity;
    pendingById.remove(sold.sale().id());
    remember(sold.sale());
    unrecorded.add(sold.sale());
    published = sold.sale().number() + 1;
  }

  private void remember(Sale sale) {
    recent.put(sale.id(), PurchaseId.fingerprint(sale.name(), sale.quantity()), sale.number());
  }

  /** The journal failed: nobody can say which of the waiting sales are on disk. */
  void fail() {
    List<Pending> lost;
    lock.writeLock().lock();
    try {
      broken = true;
      lost = List.copyOf(pending);
    } finally {
      lock.writeLock().unlock();
    }
    lost.forEach(sale -> sale.outcome().complete(Outcome.refused(Refusal.UNKNOWN_OUTCOME)));
  }

  /**
   * The sales from a number on, at most {@code most}; those below it are recorded and forgotten.
   */
  Outbox sales(long from, long floor, int most) {
    lock.writeLock().lock();
    try {
      raise(floor);
      recordedBelow = Math.max(recordedBelow, Math.min(from, published));
      while (!unrecorded.isEmpty() && unrecorded.peek().number() < from) {
        unrecorded.remove();
      }
      List<Sale> page = unrecorded.stream().limit(most).toList();
      boolean more = page.size() < unrecorded.size();
      return new Outbox(page, more ? page.get(most - 1).number() + 1 : published, more);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * The order service has orders for higher sales than this catalogue knows, so the catalogue is
   * new or from an older copy: go on above them.
   */
  private void raise(long floor) {
    if (floor <= nextSale) {
      return;
    }
    Log.warn(
        "order.csv knows sales up to "
            + (floor - 1)
            + ", this catalogue only up to "
            + (nextSale - 1)
            + ": it is new, or an older copy. Going on with sale "
            + floor);
    for (Toy toy : toys.values()) {
      if (toy.sold == 0 && toy.reserved == 0) {
        toy.fromSale = floor;
      }
    }
    nextSale = floor;
    if (pending.isEmpty()) {
      published = floor;
    }
  }

  /** The stock as it is on disk, for a checkpoint. */
  List<CatalogRow> rows() {
    lock.readLock().lock();
    try {
      return toys.values().stream()
          .map(
              toy ->
                  new CatalogRow(
                      toy.name, toy.priceCents, toy.quantity, toy.sold, toy.fromSale, published))
          .toList();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** All sales below this number are on disk. */
  long published() {
    lock.readLock().lock();
    try {
      return published;
    } finally {
      lock.readLock().unlock();
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

  private static CompletableFuture<Outcome<Sale>> refused(Refusal why) {
    return CompletableFuture.completedFuture(Outcome.refused(why));
  }
}
