package catalog;

import java.util.concurrent.CompletableFuture;

/**
 * A toy and its stock: what readers see, and what movements that are not yet published will do to
 * it. Guarded by the lock of {@link Inventory}.
 */
final class Toy {
  private final String name;
  private long priceCents;
  private int quantity;

  /** Pieces sold and pieces added by movements from {@link #fromSale} on. */
  private long sold;

  private long changed;
  private long fromSale;

  /** Pieces that movements not yet published take, and add. */
  private int reserved;

  private int incoming;
  private CompletableFuture<Boolean> lastReservation;

  Toy(CatalogRow row) {
    name = row.name();
    priceCents = row.priceCents();
    quantity = row.quantity();
    sold = row.sold();
    changed = row.changed();
    fromSale = row.fromSale();
  }

  /** A toy that is added by the movement of this number. */
  Toy(String name, long priceCents, long number) {
    this(CatalogRow.handWritten(name, priceCents, 0).countingFrom(number));
  }

  String name() {
    return name;
  }

  Item item() {
    return new Item(name, priceCents, quantity);
  }

  CatalogRow row(long toSale) {
    return new CatalogRow(name, priceCents, quantity, sold, changed, fromSale, toSale);
  }

  /** Whether the published stock covers so many pieces. */
  boolean has(int pieces) {
    return quantity >= pieces;
  }

  /** Whether so many pieces are left that no movement on its way takes. */
  boolean hasUnreserved(int pieces) {
    return quantity - reserved >= pieces;
  }

  /** Whether the stock can grow by so many pieces, also if none of those reserved is taken. */
  boolean hasRoomFor(int pieces) {
    return (long) quantity + incoming + Math.max(0, pieces) <= Integer.MAX_VALUE;
  }

  /** Completed when the last movement that takes pieces is published, or lost; null: none has. */
  CompletableFuture<Boolean> lastReservation() {
    return lastReservation;
  }

  /** A movement is decided that takes so many pieces; negative: adds them. */
  void reserve(int pieces, CompletableFuture<Boolean> published) {
    if (pieces >= 0) {
      reserved += pieces;
      lastReservation = published;
    } else {
      incoming -= pieces;
    }
  }

  /** The movement is published. */
  void publish(Sale sale) {
    reserved -= sale.quantity();
    quantity -= sale.quantity();
    sold += sale.quantity();
  }

  /** The movement is published. */
  void publish(Change change) {
    if (change.add() >= 0) {
      incoming -= change.add();
    } else {
      reserved += change.add();
    }
    quantity += change.add();
    changed += change.add();
    if (change.priceCents() != Change.SAME_PRICE) {
      priceCents = change.priceCents();
    }
  }

  /** Counts only the movements from a number on, which sold and changed so many pieces. */
  void countFrom(long number, long soldSince, long changedSince) {
    if (fromSale < number) {
      fromSale = number;
      sold = soldSince;
      changed = changedSince;
    }
  }
}
