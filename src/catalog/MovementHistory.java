package catalog;

import java.util.ArrayList;
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

  /** In the order of their numbers. */
  private final List<Movement> movements = new ArrayList<>();

  private final Map<String, Movement> byId = new HashMap<>();

  void add(Movement movement) {
    movements.add(movement);
    byId.put(movement.id(), movement);
  }

  /** The movement of this id, or null. */
  Movement find(String id) {
    return byId.get(id);
  }

  /** The lowest number that is held, or {@code next} if there is none. */
  long oldest(long next) {
    return movements.isEmpty() ? next : movements.get(0).number();
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
