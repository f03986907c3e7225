package load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SeriesTest {
  @Test
  void median_ofAnOddNumber_isTheOneInTheMiddle() {
    assertEquals(3, series(9, 1, 3).median());
  }

  @Test
  void median_ofAnEvenNumber_liesBetweenTheTwoInTheMiddle() {
    assertEquals(2.5, series(4, 1, 3, 2).median());
  }

  @Test
  void ratio_isFormedRoundByRound() {
    BenchTable table = new BenchTable();
    BenchTable.Line line =
        table.addRatio("a ÷ b", series(1, 9, 6), series(2, 3, 4), Goal.atLeast(1.5), "/s");
    assertEquals(1.5, line.values().median());
    assertEquals(0.5, line.values().least());
    assertEquals(3, line.values().most());
    assertEquals(true, line.isReached());
    assertEquals(4, table.csv().lines().count());
  }

  private static Series series(double... values) {
    Series series = new Series();
    for (double value : values) {
      series.add(value);
    }
    return series;
  }
}
