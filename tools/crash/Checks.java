package crash;

import catalog.Change;
import crash.Toys.Toy;
import history.History;
import history.Linearizability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import order.OrderRow;

/**
 * Holds what there is after a run against what its clients were told. Knows nothing of how the
 * store works.
 */
final class Checks {
  private static final int MAX_FAILURES = 40;

  private final List<Toy> toys;
  private final Observations seen;
  private final Aftermath after;
  private final List<String> failures = new ArrayList<>();

  private Checks(List<Toy> toys, Observations seen, Aftermath after) {
    this.toys = toys;
    this.seen = seen;
    this.after = after;
  }

  /**
   * What does not hold, in sentences; empty if all does.
   *
   * @param toys with the stock that the run began with
   */
  static List<String> check(List<Toy> toys, Observations seen, Aftermath after) {
    Checks checks = new Checks(toys, seen, after);
    seen.problems().forEach(checks::fail);
    checks.numbersHaveNoGapsAndTheFileAgrees();
    checks.answeredChangesAreThere();
    checks.stockAndOrdersMakeTheStartingStock();
    checks.answeredPurchasesAreThere();
    checks.repeatedKeysGotTheSameAnswer();
    checks.eachKeyHasOneOrderOrOneRefusal();
    checks.unkeyedPurchasesHappenedAtMostOnce();
    checks.whatCannotBeSoldWasRefused();
    checks.repliesWereCutOffOnlyByKills();
    History history = Histories.of(toys, seen, after);
    Linearizability.check(history).forEach(checks::fail);
    return checks.failures;
  }

  private void fail(String sentence) {
    if (failures.size() < MAX_FAILURES) {
      failures.add(sentence);
    }
  }

  private void numbersHaveNoGapsAndTheFileAgrees() {
    for (int i = 0; i < after.orders().size(); i++) {
      Order order = after.orders().get(i);
      if (order == null) {
        fail("order " + i + " is missing, but there are higher numbers");
      } else if (order.number() != i) {
        fail("order " + i + " says that its number is " + order.number());
      }
    }
    if (after.rows().size() != after.orders().size()) {
      fail(
          "the store has "
              + after.orders().size()
              + " orders, but order.csv has "
              + after.rows().size());
    }
    for (int i = 0; i < Math.min(after.rows().size(), after.orders().size()); i++) {
      OrderRow row = after.rows().get(i);
      Order inFile = new Order(row.number(), row.name(), row.quantity());
      if (!inFile.equals(after.orders().get(i))) {
        fail("order.csv has " + inFile + ", the store says " + after.orders().get(i));
      }
    }
  }

  private void answeredChangesAreThere() {
    for (Observations.Change change : seen.changes()) {
      Change row = after.changes().get("c-" + change.id());
      long cents = change.cents() == null ? Change.SAME_PRICE : change.cents();
      if (row == null
          || !row.name().equals(change.toy())
          || row.add() != change.add()
          || row.priceCents() != cents) {
        fail(change + " was answered, and the catalog's journal has " + row);
      }
    }
  }

  private void stockAndOrdersMakeTheStartingStock() {
    Map<String, Long> ordered = new HashMap<>();
    for (Order order : after.orders()) {
      if (order != null) {
        ordered.merge(order.name(), (long) order.quantity(), Long::sum);
      }
    }
    for (Toy toy : toys) {
      Long stock = after.stock().get(toy.name());
      long inOrders = ordered.getOrDefault(toy.name(), 0L);
      ordered.remove(toy.name());
      long all = toy.stock() + seen.added(toy.name());
      if (stock == null) {
        fail(toy.name() + " is gone from the catalogue");
      } else if (stock + inOrders != all) {
        long difference = Math.abs(all - stock - inOrders);
        fail(
            String.format(
                "%s: there were %d, there are %d, and %d in orders: %d %s",
                toy.name(),
                all,
                stock,
                inOrders,
                difference,
                all > stock + inOrders ? "lost" : "too many"));
      }
    }
    ordered.forEach((name, pieces) -> fail(pieces + " x " + name + " in orders: no such toy"));
  }

  private void answeredPurchasesAreThere() {
    Map<Long, Purchase> owners = new HashMap<>();
    for (Purchase purchase : seen.purchases()) {
      if (!purchase.hasOrder()) {
        continue;
      }
      long number = purchase.answer().order();
      Purchase other = owners.put(number, purchase);
      if (other != null) {
        fail("order " + number + " was the answer to " + other + " and to " + purchase);
      }
      Order order = number < after.orders().size() ? after.orders().get((int) number) : null;
      if (order == null) {
        fail("order " + number + " was the answer to " + purchase + ", and is not there");
      } else if (!order.name().equals(purchase.toy()) || order.quantity() != purchase.quantity()) {
        fail("order " + number + " was the answer to " + purchase + ", and is " + order);
      }
    }
  }

  private void repeatedKeysGotTheSameAnswer() {
    for (Purchase purchase : seen.keyed()) {
      for (Purchase.Answer other : purchase.otherAnswers()) {
        fail(purchase + " was answered with " + purchase.answer() + ", and with " + other);
      }
      if (purchase.isExcluded() && purchase.twin() == null) {
        fail(purchase + " was excluded, and nobody else has its key");
      }
    }
  }

  private void eachKeyHasOneOrderOrOneRefusal() {
    Map<String, List<Long>> orders = new HashMap<>();
    for (OrderRow row : after.rows()) {
      orders.computeIfAbsent(row.id(), id -> new ArrayList<>(1)).add(row.number());
    }
    Set<String> sent = new HashSet<>();
    for (Purchase purchase : seen.keyed()) {
      String id = "k-" + purchase.key();
      sent.add(id);
      if (purchase.isAnswered()) {
        keyHasOneOrderOrOneRefusal(purchase, orders.getOrDefault(id, List.of()), id);
      } else if (!purchase.isSettled()) {
        fail(purchase + " was repeated to the end, and never answered");
      }
    }
    orders.forEach(
        (id, numbers) -> {
          if (id.startsWith("k-") && !sent.contains(id)) {
            fail("order " + numbers + " has the key " + id + ", which nobody sent");
          }
          if (numbers.size() > 1) {
            fail("the orders " + numbers + " have the same id " + id);
          }
        });
  }

  private void keyHasOneOrderOrOneRefusal(Purchase purchase, List<Long> orders, String id) {
    int refusals = after.refusals().getOrDefault(id, 0);
    if (purchase.isRefused() && (!orders.isEmpty() || refusals != 1)) {
      fail(purchase + " was refused, has the orders " + orders + " and " + refusals + " refusals");
    } else if (purchase.hasOrder()
        && (refusals != 0 || !orders.equals(List.of(purchase.answer().order())))) {
      fail(
          purchase
              + " was answered with order "
              + purchase.answer().order()
              + ", has the orders "
              + orders
              + " and "
              + refusals
              + " refusals");
    }
  }

  /** They cannot be told apart but by what was bought. */
  private void unkeyedPurchasesHappenedAtMostOnce() {
    Map<String, long[]> kinds = new HashMap<>();
    for (OrderRow row : after.rows()) {
      if (!row.id().startsWith("k-")) {
        kinds.computeIfAbsent(row.quantity() + " x " + row.name(), kind -> new long[3])[0]++;
      }
    }
    for (Purchase purchase : seen.unkeyed()) {
      String kind = purchase.quantity() + " x " + purchase.toy();
      long[] counts = kinds.computeIfAbsent(kind, key -> new long[3]);
      counts[1] += purchase.hasOrder() ? 1 : 0;
      counts[2] += !purchase.isAnswered() && purchase.hadUnknownOutcome() ? 1 : 0;
    }
    kinds.forEach(
        (kind, counts) -> {
          if (counts[0] < counts[1] || counts[0] > counts[1] + counts[2]) {
            fail(
                "purchases without a key of "
                    + kind
                    + ": "
                    + counts[1]
                    + " were answered with an"
                    + " order and "
                    + counts[2]
                    + " not answered, but there are "
                    + counts[0]
                    + " orders");
          }
        });
  }

  /** Whether there was enough of what was refused is a matter of linearizability. */
  private void whatCannotBeSoldWasRefused() {
    Set<String> names = new HashSet<>();
    toys.forEach(toy -> names.add(toy.name()));
    for (Purchase purchase : seen.purchases()) {
      boolean possible = names.contains(purchase.toy()) && purchase.quantity() > 0;
      if (!possible && purchase.hasOrder()) {
        fail(purchase + " was answered with order " + purchase.answer().order());
      }
    }
  }

  private void repliesWereCutOffOnlyByKills() {
    for (Observations.Span reply : seen.cutOff()) {
      boolean killed =
          seen.frontendKills().stream()
              .anyMatch(kill -> kill >= reply.start() && kill <= reply.end());
      if (!killed) {
        fail("a reply was cut off, and nobody had killed the frontend: " + reply);
      }
    }
  }
}
