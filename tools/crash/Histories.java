package crash;

import crash.Toys.Toy;
import history.History;
import history.History.Refusal;
import history.History.State;
import history.History.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import order.OrderRow;

/**
 * Makes the history that {@link history.Linearizability} checks: the reads, the refusals for want
 * of stock, and what the order book says that was sold, in the order of the sales, each with its
 * call and reply as far as its client knows them.
 *
 * <p>Whose sale a row is says its key, or the number that its client was answered with. The rest
 * are rows of purchases without a key and without an answer, and any such purchase of the same toy
 * and quantity may be the one. They are paired in order: the first sale with the purchase that was
 * called first, and so on. If any pairing explains the history, this one does: where the purchase
 * of an earlier sale was called after that of a later sale, both sales come after both calls, so
 * the two may be exchanged.
 */
final class Histories {
  private final Map<String, Long> stock = new HashMap<>();
  private final Map<String, Purchase> keyed = new HashMap<>();
  private final Map<Long, Purchase> byOrder = new HashMap<>();
  private final Map<String, Queue<Purchase>> unanswered = new HashMap<>();

  private Histories(List<Toy> toys, Observations seen) {
    toys.forEach(toy -> stock.put(toy.name(), (long) toy.stock()));
    seen.keyed()
        .forEach(
            purchase ->
                keyed.put(
                    "k-" + purchase.key() + ": " + kind(purchase.toy(), purchase.quantity()),
                    purchase));
    List<Purchase> unkeyed = new ArrayList<>(seen.unkeyed());
    unkeyed.sort(Comparator.comparingLong(Purchase::call));
    for (Purchase purchase : unkeyed) {
      if (purchase.hasOrder()) {
        byOrder.put(purchase.answer().order(), purchase);
      } else if (!purchase.isAnswered() && purchase.hadUnknownOutcome()) {
        unanswered
            .computeIfAbsent(kind(purchase.toy(), purchase.quantity()), key -> new ArrayDeque<>())
            .add(purchase);
      }
    }
  }

  /**
   * The history of a run.
   *
   * @param toys with the stock that was there before the first of the orders
   * @param rows of order.csv, when all was over
   */
  static History of(List<Toy> toys, Observations seen, List<OrderRow> rows) {
    Map<String, State> start = new HashMap<>();
    toys.forEach(toy -> start.put(toy.name(), new State(Toys.PRICE_CENTS, toy.stock())));
    History history = new History(start);
    Histories sales = new Histories(toys, seen);
    rows.stream()
        .filter(row -> start.containsKey(row.name()))
        .sorted(Comparator.comparingLong(OrderRow::sale))
        .forEach(row -> history.add(sales.write(row)));
    seen.reads().forEach(history::add);
    seen.purchases().stream()
        .filter(Purchase::isRefused)
        .filter(purchase -> start.containsKey(purchase.toy()) && purchase.quantity() > 0)
        .forEach(purchase -> history.add(refusal(purchase)));
    return history;
  }

  private Write write(OrderRow row) {
    long left = stock.merge(row.name(), (long) -row.quantity(), Long::sum);
    State after = new State(Toys.PRICE_CENTS, left);
    Purchase buyer = buyer(row);
    String name = "order " + row.number();
    if (buyer == null) {
      // Nobody of this run: other checks tell.
      return new Write(name, row.name(), after, History.BEFORE, History.NEVER);
    }
    long reply = buyer.hasOrder() ? buyer.answer().reply() : History.NEVER;
    return new Write(name + ", " + buyer, row.name(), after, buyer.call(), reply);
  }

  private Purchase buyer(OrderRow row) {
    if (row.id().startsWith("k-")) {
      return keyed.get(row.id() + ": " + kind(row.name(), row.quantity()));
    }
    Purchase answered = byOrder.get(row.number());
    if (answered != null) {
      return answered;
    }
    Queue<Purchase> same = unanswered.get(kind(row.name(), row.quantity()));
    return same == null ? null : same.poll();
  }

  private static String kind(String toy, int quantity) {
    return quantity + " x " + toy;
  }

  private static Refusal refusal(Purchase purchase) {
    return new Refusal(
        purchase.toString(),
        purchase.toy(),
        purchase.quantity(),
        purchase.call(),
        purchase.answer().reply());
  }
}
