package catalog;

import common.process.Log;
import common.purchase.Outcome;
import common.purchase.PurchaseId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Refills what is sold out: a change of the catalogue, like those that a person makes. */
final class Restocker implements Runnable {
  private final Inventory inventory;
  private final OrderBookPin orderBook;
  private final int pieces;

  /** Toys whose refill is decided and not yet published. */
  private final Set<String> underway = ConcurrentHashMap.newKeySet();

  /**
   * @param pieces a sold-out toy has so many afterwards
   */
  Restocker(Inventory inventory, OrderBookPin orderBook, int pieces) {
    this.inventory = inventory;
    this.orderBook = orderBook;
    this.pieces = pieces;
  }

  /** Refills each toy that is sold out now; does not wait for the disk. */
  @Override
  public void run() {
    if (!orderBook.isInTouch()) {
      return;
    }
    for (Item item : inventory.list()) {
      if (item.quantity() == 0 && underway.add(item.name())) {
        refill(item.name());
      }
    }
  }

  private void refill(String name) {
    String id = PurchaseId.ofChange("restock." + PurchaseId.newRequestId());
    inventory
        .change(id, name, pieces, Change.SAME_PRICE)
        .whenComplete(
            (outcome, failure) -> {
              underway.remove(name);
              boolean done = outcome instanceof Outcome.Done<Item>;
              Log.info(name + (done ? " was sold out, and is refilled" : " was not refilled"));
            });
  }
}
