package order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SaleNumbersTest {
  private static final int MOST = 120;

  private final SaleNumbers numbers = new SaleNumbers();

  @Test
  void empty_hasNothing() {
    assertFalse(numbers.contains(0));
    assertEquals(0, numbers.firstMissing(0));
    assertEquals(0, numbers.end());
  }

  @Test
  void firstMissing_gapAtZero_isZero() {
    numbers.add(1);
    assertEquals(0, numbers.firstMissing(0));
    assertEquals(2, numbers.end());
    numbers.add(0);
    assertEquals(2, numbers.firstMissing(0));
  }

  @Test
  void addRange_closesAllGaps() {
    numbers.add(3);
    numbers.add(10);
    numbers.addRange(0, 8);
    assertEquals(8, numbers.firstMissing(0));
    assertEquals(11, numbers.end());
    assertFalse(numbers.contains(9));
    assertEquals(9, numbers.firstMissing(9));
    assertEquals(11, numbers.firstMissing(10));
    assertEquals(10, numbers.firstContained(8, 20));
    assertEquals(20, numbers.firstContained(11, 20));
    assertEquals(9, numbers.firstContained(8, 9));
  }

  @Test
  void largeNumbers_areNoSpecialCase() {
    numbers.addRange(0, 1L << 60);
    assertTrue(numbers.contains((1L << 60) - 1));
    assertFalse(numbers.contains(1L << 60));
    numbers.add(1L << 60);
    assertEquals((1L << 60) + 1, numbers.firstMissing(0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomOperations_agreeWithAPlainSet(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      SaleNumbers tested = new SaleNumbers();
      TreeSet<Long> model = new TreeSet<>();
      for (int step = 0; step < 100; step++) {
        long number = random.nextInt(MOST);
        if (random.nextInt(10) == 0 && number >= 4) {
          tested.addRange(0, number / 4);
          for (long below = 0; below < number / 4; below++) {
            model.add(below);
          }
        } else {
          tested.add(number);
          model.add(number);
        }
        check(model, tested, "seed " + seed + ", round " + round + ", step " + step);
      }
    }
  }

  private static void check(NavigableSet<Long> model, SaleNumbers tested, String when) {
    long missing = 0;
    for (long number = 0; number <= MOST; number++) {
      assertEquals(model.contains(number), tested.contains(number), when + ": " + number);
      if (missing == number && model.contains(number)) {
        missing++;
      }
    }
    assertEquals(missing, tested.firstMissing(0), when);
    assertEquals(model.isEmpty() ? 0 : model.last() + 1, tested.end(), when);
  }
}
