package catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The published movements that the journal's segments still hold: the answers to repeated ids, and
 * the outbox of the order service. Guarded by the lock of {@link Inventory}.
 */
final class MovementHistory {
  /** Sales for the order service: all there are from where it asked, up to {@code next}. */
  record Page(List<Sale> sales, long next, boolean more) {}

  /** Pieces by toy. */
  record Counts(Map<String, Long> sold, Map<String, Long> changed) {}

  /** In the order of their numbers. */
  private final List<Movement> movements = new ArrayList<>();

  private final Map<String, Movement> byId = new HashMap<>();
  private long heldFrom;

  /**
   * What the journal holds at the start.
   *
   * @param heldFrom all movements from this number on are among them
   */
  MovementHistory(Collection<Movement> movements, long heldFrom) {
    movements.forEach(this::add);
    this.heldFrom = heldFrom;
  }

  void add(Movement movement) {
    movements.add(movement);
    byId.put(movement.id(), movement);
  }

  /** The movement of this id, or null. */
  Movement find(String id) {
    return byId.get(id);
  }

  /** The sale of this number, or null if it is not held. */
  Sale sale(long number) {
    int index = indexOf(number);
    return index < movements.size()
            && movements.get(index) instanceof Sale sale
            && sale.number() == number
        ? sale
        : null;
  }

  /** All movements from this number on are held; of those below, some may be gone. */
  long heldFrom() {
    return heldFrom;
  }

  /** There are no movements below a number: the next one gets it. */
  void skipTo(long number) {
    heldFrom = number;
  }

  /** Whether a sale from one number to another is held. */
  boolean hasSale(long from, long to) {
    for (int i = indexOf(from); i < movements.size() && movements.get(i).number() < to; i++) {
      if (movements.get(i) instanceof Sale) {
        return true;
      }
    }
    return false;
  }

  /** Pieces sold and added in the movements from {@link #heldFrom} on. */
  Counts counts() {
    Counts counts = new Counts(new HashMap<>(), new HashMap<>());
    for (Movement movement : movements.subList(indexOf(heldFrom), movements.size())) {
      if (movement instanceof Sale sale) {
        counts.sold().merge(sale.name(), (long) sale.quantity(), Long::sum);
      } else if (movement instanceof Change change) {
        counts.changed().merge(change.name(), (long) change.add(), Long::sum);
      }
    }
    return counts;
  }

  /** Movements from a number on that are held. */
  int countFrom(long number) {
    return movements.size() - indexOf(number);
  }

  /** The sales from a number on, at most {@code max} movements. */
  Page page(long from, long next, int max) {
    int start = indexOf(from);
    int end = Math.min(start + max, movements.size());
    List<Sale> sales = new ArrayList<>(end - start);
    for (Movement movement : movements.subList(start, end)) {
      if (movement instanceof Sale sale) {
        sales.add(sale);
      }
    }
    boolean more = end < movements.size();
    return new Page(sales, more ? movements.get(end).number() : next, more);
  }

  /** The journal dropped its movements below a number. */
  void dropBelow(long number) {
    List<Movement> dropped = movements.subList(0, indexOf(number));
    dropped.forEach(movement -> byId.remove(movement.id(), movement));
    dropped.clear();
    heldFrom = Math.max(heldFrom, number);
  }

  /** The place of the first movement of this number or a higher one. */
  private int indexOf(long number) {
    int low = 0;
    int high = movements.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (movements.get(middle).number() < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
