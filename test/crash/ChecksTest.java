package crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import catalog.Change;
import crash.Purchase.Answer;
import crash.Toys.Toy;
import history.History.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import order.OrderRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks hold for a store that keeps its promises, and each broken promise is noticed. */
class ChecksTest {
  private static final List<Toy> TOYS = List.of(new Toy("Tux", 100), new Toy("Rare", 2));

  /** A seen and what there is after it, to be changed in one place. */
  private static final class Story {
    final Observations seen = new Observations();
    final Map<String, Long> stock = new HashMap<>();
    final List<Order> orders = new ArrayList<>();
    final List<OrderRow> rows = new ArrayList<>();
    final Map<String, Integer> refusals = new HashMap<>();
    final Map<String, Change> changes = new HashMap<>();

    /** Keyed orders 0 and 2, an unkeyed order 1, an unkeyed order 3 without a reply, refusals. */
    Story() {
      answer("a", "Tux", 2, 0);
      answer(null, "Tux", 1, 1);
      answer("b", "Rare", 2, 2);
      seen.purchase(null, "Tux", 3).unknown(1300);
      answer("c", "Rare", 1, -1);
      answer("d", "Nope", 1, -1);
      order("k-a", "Tux", 2);
      order("r-1", "Tux", 1);
      order("k-b", "Rare", 2);
      order("r-2", "Tux", 3);
      refusals.put("k-c", 1);
      refusals.put("k-d", 1);
      change(100, "refill", 10, null);
      change(101, "price", 0, 1234L);
      stock.put("Tux", 104L);
      stock.put("Rare", 0L);
      read("Tux", 0, 10, 100);
      read("Tux", 2005, 2010, 97);
      read("Tux", 2011, 2020, 94);
    }

    /** An order is answered from time 1000 on, one each 100 nanoseconds; a refusal at 1900. */
    Purchase answer(String key, String toy, int quantity, long order) {
      Purchase purchase = seen.purchase(key, toy, quantity);
      long start = order < 0 ? 1900 : 1000 + 100 * order;
      purchase.answered(new Answer(order, start, start + 50));
      return purchase;
    }

    void read(String toy, long call, long reply, long quantity) {
      read(toy, call, reply, quantity, Toys.PRICE_CENTS);
    }

    void read(String toy, long call, long reply, long quantity, long cents) {
      seen.read("a reader", Map.of(toy, new State(cents, quantity)), call, reply);
    }

    /** Those from number 100 on are made from time 6000 on. */
    void change(long number, String id, int add, Long cents) {
      long call = 6000 + 100 * (number - 100);
      seen.changed(new Observations.Change(id, "Tux", add, cents, call, call + 50));
      long price = cents == null ? Change.SAME_PRICE : cents;
      changes.put("c-" + id, new Change(number, "c-" + id, "Tux", add, price));
    }

    void order(String id, String toy, int quantity) {
      long number = orders.size();
      orders.add(new Order(number, toy, quantity));
      rows.add(new OrderRow(number, toy, quantity, number, id, "2026-01-01T00:00:00Z"));
    }

    void replaceOrder(int number, String id, String toy, int quantity) {
      orders.set(number, new Order(number, toy, quantity));
      rows.set(number, new OrderRow(number, toy, quantity, number, id, "2026-01-01T00:00:00Z"));
    }

    void removeLastOrder() {
      orders.remove(orders.size() - 1);
      rows.remove(rows.size() - 1);
    }

    List<String> check() {
      Aftermath after = new Aftermath(stock, orders, rows, refusals, changes);
      return Checks.check(TOYS, seen, after);
    }
  }

  private record Broken(String promise, Consumer<Story> change, String sentence) {
    @Override
    public String toString() {
      return promise;
    }
  }

  @Test
  void check_aStoreThatKeptItsPromises_findsNothing() {
    assertEquals(List.of(), new Story().check());
  }

  @Test
  void check_anUnansweredPurchaseThatDidNotHappen_findsNothing() {
    Story story = new Story();
    story.seen.purchase(null, "Tux", 2).unknown(1300);
    assertEquals(List.of(), story.check());
  }

  @Test
  void check_aPurchaseThatWasExcludedByAnotherUnderItsKey_findsNothing() {
    Story story = new Story();
    List<Purchase> twins = story.seen.twins("e", 1);
    twins.get(0).answered(new Answer(4, 2100, 2150));
    twins.get(1).excluded();
    story.order("k-e", "Tux", 1);
    story.stock.put("Tux", 103L);
    story.read("Tux", 3000, 3001, 93);
    assertEquals(List.of(), story.check());
  }

  static Stream<Broken> brokenPromises() {
    return Stream.of(
        new Broken(
            "a toy is lost",
            story -> story.stock.put("Tux", 103L),
            "Tux: there were 110, there are 103, and 6 in orders: 1 lost"),
        new Broken(
            "a toy was sold and is still there",
            story -> story.stock.put("Rare", 1L),
            "Rare: there were 2, there are 1, and 2 in orders: 1 too many"),
        new Broken(
            "a change of the catalogue is lost",
            story -> story.changes.remove("c-refill"),
            "and the catalog's journal has null"),
        new Broken(
            "a change of the catalogue is another one",
            story -> story.changes.put("c-price", new Change(101, "c-price", "Tux", 0, 1235)),
            "and the catalog's journal has Change[number=101, id=c-price, name=Tux, add=0,"),
        new Broken(
            "a refill was not shown",
            story -> story.read("Tux", 6060, 6070, 94),
            "must show change c-refill (Tux, 104 for 9.95 left)"),
        new Broken(
            "the old price was shown",
            story -> story.read("Tux", 6160, 6170, 104),
            "must show change c-price (Tux, 104 for 12.34 left)"),
        new Broken(
            "a toy is gone from the catalogue",
            story -> story.stock.remove("Tux"),
            "Tux is gone from the catalogue"),
        new Broken(
            "an order of a toy that never was",
            story -> story.order("r-9", "Nope", 1),
            "1 x Nope in orders: no such toy"),
        new Broken(
            "an answered purchase is lost",
            story -> {
              story.removeLastOrder();
              story.removeLastOrder();
            },
            "order 2 was the answer to 2 x Rare under key b, and is not there"),
        new Broken(
            "a number changed its meaning",
            story -> story.replaceOrder(0, "k-a", "Tux", 1),
            "order 0 was the answer to 2 x Tux under key a, and is Order[number=0, name=Tux,"
                + " quantity=1]"),
        new Broken(
            "two purchases were answered with one number",
            story -> story.answer(null, "Tux", 2, 0),
            "order 0 was the answer to 2 x Tux"),
        new Broken(
            "a gap in the numbers",
            story -> story.orders.set(1, null),
            "order 1 is missing, but there are higher numbers"),
        new Broken(
            "an order that says another number",
            story -> story.orders.set(1, new Order(7, "Tux", 1)),
            "order 1 says that its number is 7"),
        new Broken(
            "an order that the file does not have",
            story -> story.rows.remove(3),
            "the store has 4 orders, but order.csv has 3"),
        new Broken(
            "an order that the file has otherwise",
            story -> story.orders.set(1, new Order(1, "Tux", 2)),
            "order.csv has Order[number=1, name=Tux, quantity=1], the store says"),
        new Broken(
            "a key was answered twice, with two numbers",
            story -> story.seen.keyed().get(0).answered(new Answer(3, 5000, 5001)),
            "2 x Tux under key a was answered with Answer[order=0"),
        new Broken(
            "a key was answered with an order, then refused",
            story -> story.seen.keyed().get(0).answered(new Answer(-1, 5000, 5001)),
            "and with Answer[order=-1"),
        new Broken(
            "a key bought twice",
            story -> {
              story.order("k-a", "Tux", 2);
              story.stock.put("Tux", 102L);
            },
            "the orders [0, 4] have the same id k-a"),
        new Broken(
            "a refused key has an order",
            story -> story.replaceOrder(3, "k-c", "Tux", 3),
            "1 x Rare under key c was refused, has the orders [3] and 1 refusals"),
        new Broken(
            "a refusal was forgotten",
            story -> story.refusals.remove("k-d"),
            "1 x Nope under key d was refused, has the orders [] and 0 refusals"),
        new Broken(
            "a key has an order and a refusal",
            story -> story.refusals.put("k-a", 1),
            "2 x Tux under key a was answered with order 0, has the orders [0] and 1 refusals"),
        new Broken(
            "a key that nobody sent",
            story -> story.replaceOrder(3, "k-z", "Tux", 3),
            "has the key k-z, which nobody sent"),
        new Broken(
            "a key was never answered",
            story -> story.seen.purchase("e", "Tux", 1).unknown(1300),
            "1 x Tux under key e was repeated to the end, and never answered"),
        new Broken(
            "a purchase was excluded by nobody",
            story -> story.seen.purchase("e", "Tux", 1).excluded(),
            "1 x Tux under key e was excluded, and nobody else has its key"),
        new Broken(
            "both purchases under one key were excluded",
            story -> story.seen.twins("e", 1).forEach(Purchase::excluded),
            "1 x Tux under key e was repeated to the end, and never answered"),
        new Broken(
            "both purchases under one key were answered",
            story -> story.seen.twins("e", 3).forEach(twin -> twin.answered(new Answer(3, 0, 1))),
            "order 3 was the answer to 3 x Tux under key e and to 3 x Tux twin"),
        new Broken(
            "one purchase was answered, and another one under its key carried out",
            story -> {
              List<Purchase> twins = story.seen.twins("e", 3);
              twins.get(0).answered(new Answer(3, 1300, 1350));
              twins.get(1).excluded();
              story.replaceOrder(3, "k-e", twins.get(1).toy(), 3);
            },
            "order 3 was the answer to 3 x Tux under key e, and is Order[number=3, name=Tux twin"),
        new Broken(
            "a purchase happened that surely had not",
            story -> {
              story.seen.purchase(null, "Tux", 3);
              story.order("r-3", "Tux", 3);
              story.stock.put("Tux", 101L);
            },
            "purchases without a key of 3 x Tux: 0 were answered with an order and 1 not answered,"
                + " but there are 2 orders"),
        new Broken(
            "an unanswered purchase happened twice",
            story -> {
              story.order("r-3", "Tux", 3);
              story.stock.put("Tux", 101L);
            },
            "purchases without a key of 3 x Tux: 0 were answered with an order and 1 not answered,"
                + " but there are 2 orders"),
        new Broken(
            "a refused purchase without a key happened",
            story -> {
              story.answer(null, "Rare", 1, -1);
              story.order("r-3", "Rare", 1);
              story.stock.put("Rare", -1L);
            },
            "purchases without a key of 1 x Rare: 0 were answered"),
        new Broken(
            "a purchase was refused though there was enough",
            story -> story.answer(null, "Tux", 3, -1),
            "3 x Tux without a key was refused (0.000002 s to 0.000002 s): there were enough all"
                + " the time"),
        new Broken(
            "an unknown toy was sold",
            story -> story.answer(null, "Nope", 1, 1),
            "1 x Nope without a key was answered with order 1"),
        new Broken(
            "no pieces were sold",
            story -> story.answer(null, "Tux", 0, 1),
            "0 x Tux without a key was answered with order 1"),
        new Broken(
            "negative stock was shown",
            story -> story.read("Rare", 3000, 3001, -1),
            "Rare was shown as -1 for 9.95, which it never was"),
        new Broken(
            "a sale was shown and taken back",
            story -> story.read("Tux", 3000, 3001, 97),
            "Tux was shown as 97 for 9.95, but must show order 3"),
        new Broken(
            "a sale was shown that is not there at the end",
            story -> story.read("Tux", 3000, 3001, 93),
            "Tux was shown as 93 for 9.95, which it never was"),
        new Broken(
            "an answered purchase was not shown",
            story -> story.read("Tux", 1060, 1070, 100),
            "must show order 0, 2 x Tux under key a (Tux, 98 for 9.95 left): it was answered"),
        new Broken(
            "a reply was cut off",
            story -> story.seen.cutOff(10, 20),
            "a reply was cut off, and nobody had killed the frontend"),
        new Broken(
            "something else was noticed during the run",
            story -> story.seen.problem("status 500"),
            "status 500"));
  }

  @ParameterizedTest
  @MethodSource("brokenPromises")
  void check_aBrokenPromise_isNoticed(Broken broken) {
    Story story = new Story();
    broken.change().accept(story);
    List<String> failures = story.check();
    assertTrue(
        failures.stream().anyMatch(failure -> failure.contains(broken.sentence())),
        failures::toString);
  }

  @Test
  void check_readsThatOverlap_mayShowAnyOrder() {
    Story story = new Story();
    story.read("Tux", 2000, 2015, 94);
    story.read("Tux", 2006, 2016, 97);
    assertEquals(List.of(), story.check());
  }

  @Test
  void check_aReadDuringAPurchase_mayShowEither() {
    Story story = new Story();
    story.read("Tux", 1040, 1060, 100);
    story.read("Tux", 1041, 1061, 98);
    assertEquals(List.of(), story.check());
  }

  @Test
  void check_aReplyCutOffByAKill_isExpected() {
    Story story = new Story();
    long start = story.seen.now();
    story.seen.frontendKill();
    story.seen.cutOff(start, story.seen.now());
    assertEquals(List.of(), story.check());
  }
}
