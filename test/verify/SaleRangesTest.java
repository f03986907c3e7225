package verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SaleRangesTest {
  private final SaleRanges ranges = new SaleRanges();

  @Test
  void add_aNumberThatIsThere_isFalse() {
    assertTrue(ranges.add(7));
    assertFalse(ranges.add(7));
  }

  @Test
  void add_numbersInAnyOrder_containsTheSameAsASet() {
    Random random = new Random(1);
    Set<Long> expected = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      long number = random.nextInt(500);
      assertEquals(expected.add(number), ranges.add(number));
    }
    for (long number = 0; number < 500; number++) {
      assertEquals(expected.contains(number), ranges.contains(number));
    }
  }

  @Test
  void firstMissing_andNextContained_findTheGap() {
    for (long number : new long[] {0, 1, 2, 5, 6, 9}) {
      ranges.add(number);
    }
    assertEquals(3, ranges.firstMissing(0));
    assertEquals(5, ranges.nextContained(3, 100));
    assertEquals(7, ranges.firstMissing(5));
    assertEquals(9, ranges.nextContained(7, 100));
    assertEquals(100, ranges.nextContained(10, 100));
    assertEquals(4, ranges.nextContained(3, 4));
  }
}
