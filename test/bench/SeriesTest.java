package bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {
  @Test
  void median_ofAnOddNumber_isTheOneInTheMiddle() {
    assertEquals(3, Series.of(9, 1, 3).median());
  }

  @Test
  void median_ofAnEvenNumber_liesBetweenTheTwoInTheMiddle() {
    assertEquals(2.5, Series.of(4, 1, 3, 2).median());
  }

  @Test
  void inTurns_measuresEachThingInEachRound() throws Exception {
    List<String> order = new ArrayList<>();
    List<Series> measured =
        Series.inTurns(
            2,
            () -> {
              order.add("a");
              return 1.0;
            },
            () -> {
              order.add("b");
              return 2.0;
            });
    assertEquals(List.of("a", "b", "a", "b"), order);
    assertEquals(List.of(2.0, 2.0), measured.get(1).values());
  }

  @Test
  void ratio_isFormedRoundByRound() {
    BenchTable table = new BenchTable();
    BenchTable.Line line =
        table.addRatio(
            "a ÷ b", Series.of(1, 9, 6), Series.of(2, 3, 4), BenchTable.Goal.atLeast(1.5), "/s");
    assertEquals(1.5, line.values().median());
    assertEquals(0.5, line.values().min());
    assertEquals(3, line.values().max());
    assertEquals(true, line.isReached());
    assertEquals(4, table.csv().lines().count());
  }
}
