package history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import history.History.Read;
import history.History.Refusal;
import history.History.State;
import history.History.Write;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinearizabilityTest {
  /** A small history of 10 Tux and 5 Yo-Yos that cost 9.95 each; times are in microseconds. */
  static final class Story {
    private final Map<String, State> toys = new LinkedHashMap<>();
    final History history;
    private int writes;

    Story() {
      toys.put("Tux", new State(995, 10));
      toys.put("Yo-Yo", new State(995, 5));
      history = new History(toys);
    }

    /** The next write of the books; the reply may be {@link History#NEVER}. */
    Story write(String toy, long cents, long pieces, long call, long reply) {
      State after = new State(cents, toys.get(toy).quantity() + pieces);
      toys.put(toy, after);
      history.add(new Write("write " + ++writes, toy, after, time(call), time(reply)));
      return this;
    }

    Story sell(String toy, int pieces, long call, long reply) {
      return write(toy, toys.get(toy).cents(), -pieces, call, reply);
    }

    Story restock(String toy, int pieces, long call, long reply) {
      return write(toy, toys.get(toy).cents(), pieces, call, reply);
    }

    Story read(String name, String toy, int quantity, long call, long reply) {
      return read(name, Map.of(toy, new State(995, quantity)), call, reply);
    }

    Story list(String name, int tux, int yoyo, long call, long reply) {
      Map<String, State> seen = new LinkedHashMap<>();
      seen.put("Tux", new State(995, tux));
      seen.put("Yo-Yo", new State(995, yoyo));
      return read(name, seen, call, reply);
    }

    Story read(String name, Map<String, State> seen, long call, long reply) {
      history.add(new Read(name, seen, time(call), time(reply)));
      return this;
    }

    Story refuse(String name, String toy, int quantity, long call, long reply) {
      history.add(new Refusal(name, toy, quantity, time(call), time(reply)));
      return this;
    }

    private static long time(long micros) {
      return micros == History.NEVER || micros == History.BEFORE ? micros : micros * 1000;
    }
  }

  private record Good(String name, Consumer<Story> told) {
    @Override
    public String toString() {
      return name;
    }
  }

  private record Bad(String name, Consumer<Story> told, String sentence) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Good> goodHistories() {
    return Stream.of(
        new Good("nothing happened", story -> {}),
        new Good(
            "a read beside a sale shows the stock before it",
            story -> story.sell("Tux", 1, 10, 20).read("A", "Tux", 10, 12, 19)),
        new Good(
            "a read beside a sale shows the stock after it",
            story -> story.sell("Tux", 1, 10, 20).read("A", "Tux", 9, 11, 12)),
        new Good(
            "two reads beside a sale, which overlap, show it in either order",
            story ->
                story
                    .sell("Tux", 1, 10, 40)
                    .read("A", "Tux", 9, 12, 20)
                    .read("B", "Tux", 10, 15, 30)),
        new Good(
            "a read that begins when another ends counts as overlapping",
            story ->
                story
                    .sell("Tux", 1, 10, 40)
                    .read("A", "Tux", 9, 12, 20)
                    .read("B", "Tux", 10, 20, 30)),
        new Good(
            "a long read shows what was true for a moment in between",
            story ->
                story
                    .sell("Tux", 1, 10, 20)
                    .sell("Tux", 1, 30, 40)
                    .sell("Tux", 1, 50, 60)
                    .read("A", "Tux", 8, 5, 70)),
        new Good(
            "an unanswered sale is seen late",
            story ->
                story
                    .sell("Tux", 1, 10, History.NEVER)
                    .read("A", "Tux", 10, 20, 30)
                    .read("B", "Tux", 9, 500, 510)),
        new Good(
            "an unanswered sale is never seen",
            story -> story.sell("Tux", 1, 10, History.NEVER).read("A", "Tux", 10, 500, 510)),
        new Good(
            "a sale from before the history is seen at once",
            story ->
                story.sell("Tux", 1, History.BEFORE, History.BEFORE).read("A", "Tux", 9, 0, 1)),
        new Good(
            "answers come in another order than the sales",
            story ->
                story.sell("Tux", 1, 10, 40).sell("Tux", 2, 10, 20).read("A", "Tux", 7, 30, 31)),
        new Good(
            "a refusal beside the sale that took the last pieces",
            story -> story.sell("Tux", 9, 10, 20).refuse("A", "Tux", 2, 5, 11)),
        new Good(
            "a refusal between a sale and a restock",
            story ->
                story
                    .sell("Tux", 9, 10, 20)
                    .restock("Tux", 50, 30, 40)
                    .refuse("A", "Tux", 2, 25, 100)),
        new Good(
            "a restock brings back a quantity that was read before",
            story ->
                story
                    .sell("Tux", 1, 10, 20)
                    .restock("Tux", 1, 30, 40)
                    .sell("Tux", 1, 50, 60)
                    .read("A", "Tux", 10, 5, 6)
                    .read("B", "Tux", 9, 25, 26)
                    .read("C", "Tux", 10, 45, 46)
                    .read("D", "Tux", 9, 65, 66)),
        new Good(
            "a new price is shown from its change on",
            story ->
                story
                    .write("Tux", 1200, 0, 10, 20)
                    .read("A", Map.of("Tux", new State(995, 10)), 5, 6)
                    .read("B", Map.of("Tux", new State(1200, 10)), 21, 22)),
        new Good(
            "a list beside two sales shows the first of them",
            story -> story.sell("Tux", 1, 10, 20).sell("Yo-Yo", 1, 10, 20).list("A", 9, 5, 12, 19)),
        new Good(
            "a list of restocked toys fits a later moment only",
            story ->
                story
                    .sell("Yo-Yo", 1, 10, 20)
                    .sell("Tux", 1, 10, 20)
                    .restock("Yo-Yo", 1, 10, 20)
                    .list("A", 9, 5, 5, 30)));
  }

  static Stream<Bad> badHistories() {
    return Stream.of(
        new Bad(
            "a read is stale by one sale",
            story -> story.sell("Tux", 1, 10, 20).read("A", "Tux", 10, 21, 25),
            "A read {Tux=10 for 9.95} (0.000021 s to 0.000025 s): Tux was shown as 10 for 9.95, but"
                + " must show write 1 (Tux, 9 for 9.95 left): it was answered at 0.000020 s"),
        new Bad(
            "two reads through different frontends go back in time",
            story ->
                story
                    .sell("Tux", 1, 10, 90)
                    .read("A at frontend-1", "Tux", 9, 20, 30)
                    .read("B at frontend-2", "Tux", 10, 31, 40),
            "B at frontend-2 read {Tux=10 for 9.95} (0.000031 s to 0.000040 s): Tux was shown as 10"
                + " for 9.95, but must show write 1 (Tux, 9 for 9.95 left): A at frontend-1 read"
                + " {Tux=9 for 9.95} (0.000020 s to 0.000030 s)"),
        new Bad(
            "a read is stale by a sale that is known from a later sale of another toy",
            story ->
                story
                    .sell("Tux", 1, 10, History.NEVER)
                    .sell("Yo-Yo", 1, 10, 20)
                    .read("A", "Tux", 10, 21, 25),
            "must show write 1 (Tux, 9 for 9.95 left): write 2 (Yo-Yo, 4 for 9.95 left) came later,"
                + " and write 2 was answered"),
        new Bad(
            "a read shows a sale that nobody had asked for yet",
            story -> story.sell("Tux", 1, 10, 20).read("A", "Tux", 9, 5, 9),
            "A read {Tux=9 for 9.95} (0.000005 s to 0.000009 s): that takes write 1 (Tux, 9 for"
                + " 9.95 left), called only at 0.000010 s"),
        new Bad(
            "a read shows a sale, and another one before it was not asked for yet",
            story -> story.sell("Tux", 1, 10, 20).sell("Tux", 1, 1, 20).read("A", "Tux", 8, 5, 9),
            "that takes write 2 (Tux, 8 for 9.95 left), and before it write 1 (Tux, 9 for 9.95"
                + " left), called only at 0.000010 s"),
        new Bad(
            "the books have a sale before one that was answered before it was asked for",
            story -> story.sell("Tux", 1, 30, 40).sell("Tux", 1, 10, 20),
            "write 2 was answered (0.000010 s to 0.000020 s): that takes write 2"),
        new Bad(
            "a read shows a quantity that never was",
            story -> story.sell("Tux", 2, 10, 20).read("A", "Tux", 9, 5, 30),
            "Tux was shown as 9 for 9.95, which it never was"),
        new Bad(
            "a read shows a sale that is not in the books",
            story -> story.read("A", "Tux", 9, 5, 30),
            "Tux was shown as 9 for 9.95, which it never was"),
        new Bad(
            "a read shows a toy that never was",
            story -> story.read("A", "Nope", 9, 5, 30),
            "Nope was shown as 9 for 9.95, which it never was"),
        new Bad(
            "a read shows the old price",
            story ->
                story
                    .write("Tux", 1200, 0, 10, 20)
                    .read("A", Map.of("Tux", new State(995, 10)), 21, 22),
            "must show write 1 (Tux, 10 for 12.00 left)"),
        new Bad(
            "a read shows the quantity before a restock, after the sale that followed it",
            story ->
                story
                    .sell("Tux", 3, 10, 20)
                    .restock("Tux", 5, 30, 40)
                    .sell("Tux", 1, 50, 60)
                    .read("A", "Tux", 7, 61, 62),
            "must show write 3 (Tux, 11 for 9.95 left): it was answered at 0.000060 s"),
        new Bad(
            "a purchase was refused although there were enough all the time",
            story -> story.sell("Tux", 5, 10, 20).refuse("A", "Tux", 5, 15, 30),
            "A was refused (0.000015 s to 0.000030 s): there were enough all the time"),
        new Bad(
            "a purchase was refused before the stock was low",
            story -> story.sell("Tux", 9, 10, 20).refuse("A", "Tux", 5, 5, 9),
            "A was refused (0.000005 s to 0.000009 s): that takes write 1"),
        new Bad(
            "a purchase was refused after a restock",
            story ->
                story
                    .sell("Tux", 9, 10, 20)
                    .restock("Tux", 9, 30, 40)
                    .refuse("A", "Tux", 5, 41, 50),
            "A was refused (0.000041 s to 0.000050 s): there were enough all the time"),
        new Bad(
            "a read shows enough for a purchase that was refused before",
            story ->
                story
                    .sell("Tux", 9, 10, 90)
                    .refuse("A", "Tux", 2, 20, 30)
                    .read("B", "Tux", 10, 31, 40),
            "must show write 1 (Tux, 1 for 9.95 left): A was refused (0.000020 s to 0.000030 s)"),
        new Bad(
            "a list shows one toy as it was before the other's sale, and that after a later one",
            story -> story.sell("Tux", 1, 10, 50).sell("Yo-Yo", 1, 10, 50).list("A", 10, 4, 12, 40),
            "Tux was shown as 10 for 9.95, but it never was that while Yo-Yo was as shown"),
        new Bad(
            "a list shows one toy stale",
            story -> story.sell("Tux", 1, 10, 20).sell("Yo-Yo", 1, 10, 20).list("A", 9, 5, 21, 30),
            "Yo-Yo was shown as 5 for 9.95, but must show write 2 (Yo-Yo, 4 for 9.95 left)"));
  }

  @ParameterizedTest
  @MethodSource("goodHistories")
  void check_aGoodHistory_findsNothing(Good good) {
    Story story = new Story();
    good.told().accept(story);
    assertEquals(List.of(), Linearizability.check(story.history));
  }

  @ParameterizedTest
  @MethodSource("badHistories")
  void check_aBadHistory_saysWhy(Bad bad) {
    Story story = new Story();
    bad.told().accept(story);
    List<String> violations = Linearizability.check(story.history);
    assertEquals(1, violations.size(), violations::toString);
    assertTrue(violations.get(0).contains(bad.sentence()), violations::toString);
  }

  @Nested
  class AgainstAnExhaustiveSearch {
    @Test
    void check_randomSmallHistories_agrees() {
      int explained = 0;
      for (int seed = 0; seed < 30_000; seed++) {
        RandomHistory random = new RandomHistory(seed);
        List<String> violations = Linearizability.check(random.history());
        assertEquals(random.isExplained(), violations.isEmpty(), random + ": " + violations);
        explained += violations.isEmpty() ? 1 : 0;
      }
      assertTrue(explained > 3_000 && explained < 27_000, "too one-sided: " + explained);
    }
  }

  @Test
  @Timeout(20)
  void check_aMillionOperations_takesSeconds() {
    Story story = new Story();
    for (int i = 0; i < 250_000; i++) {
      int time = 10 * i;
      story.restock("Tux", 1, time, time + 5).sell("Tux", 1, time + 5, time + 9);
      story.read("A", "Tux", 11, time + 1, time + 8).refuse("B", "Tux", 11, time + 1, time + 20);
    }
    assertEquals(List.of(), Linearizability.check(story.history));
  }
}
