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
import java.util.function.Supplier;
import order.OrderRow;

/**
 * Makes the history that {@link history.Linearizability} checks: the reads, the refusals for want
 * of stock, the sales of the order book and the changes of the catalogue, in the order of the
 * catalog's journal, each with its call and reply as far as its client knows them.
 *
 * <p>Whose sale a row is says its key, or the number that its client was answered with. The rest
 * are rows of purchases without a key and without an answer, and any such purchase of the same toy
 * and quantity may be the one. They are paired in order: the first sale with the purchase that was
 * called first, and so on. If any pairing explains the history, this one does: where the purchase
 * of an earlier sale was called after that of a later sale, both sales come after both calls, so
 * the two may be exchanged.
 */
final class Histories {
  /** A sale or a change, with its number in the catalog's journal. */
  private record Movement(long number, Supplier<Write> write) {}

  /** As the last write leaves them. */
  private final Map<String, State> states;

  private final Map<String, Observations.Change> changes = new HashMap<>();
  private final Map<String, Purchase> keyed = new HashMap<>();
  private final Map<Long, Purchase> byOrder = new HashMap<>();
  private final Map<String, Queue<Purchase>> unanswered = new HashMap<>();

  private Histories(Map<String, State> start, Observations seen) {
    states = new HashMap<>(start);
    seen.changes().forEach(change -> changes.put("c-" + change.id(), change));
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
   */
  static History of(List<Toy> toys, Observations seen, Aftermath after) {
    Map<String, State> start = new HashMap<>();
    toys.forEach(toy -> start.put(toy.name(), new State(Toys.PRICE_CENTS, toy.stock())));
    History history = new History(start);
    Histories writes = new Histories(start, seen);
    List<Movement> movements = new ArrayList<>();
    after.rows().forEach(row -> movements.add(new Movement(row.sale(), () -> writes.sale(row))));
    after
        .changes()
        .values()
        .forEach(
            change -> movements.add(new Movement(change.number(), () -> writes.change(change))));
    movements.sort(Comparator.comparingLong(Movement::number));
    movements.forEach(movement -> history.add(movement.write().get()));
    seen.reads().forEach(history::add);
    seen.purchases().stream()
        .filter(Purchase::isRefused)
        .filter(purchase -> start.containsKey(purchase.toy()) && purchase.quantity() > 0)
        .forEach(purchase -> history.add(refusal(purchase)));
    return history;
  }

  private Write sale(OrderRow row) {
    Purchase buyer = buyer(row);
    String name = "order " + row.number() + (buyer == null ? "" : ", " + buyer);
    // A sale of nobody in this run: other checks tell.
    long call = buyer == null ? History.BEFORE : buyer.call();
    long reply = buyer != null && buyer.hasOrder() ? buyer.answer().reply() : History.NEVER;
    return new Write(name, row.name(), after(row.name(), -row.quantity(), null), call, reply);
  }

  private Write change(catalog.Change row) {
    Observations.Change change = changes.get(row.id());
    long call = change == null ? History.BEFORE : change.call();
    long reply = change == null ? History.NEVER : change.reply();
    Long cents = row.priceCents() == catalog.Change.SAME_PRICE ? null : row.priceCents();
    State after = after(row.name(), row.add(), cents);
    return new Write("change " + row.id(), row.name(), after, call, reply);
  }

  private State after(String toy, int add, Long cents) {
    State before = states.getOrDefault(toy, new State(0, 0));
    State after = new State(cents == null ? before.cents() : cents, before.quantity() + add);
    states.put(toy, after);
    return after;
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
