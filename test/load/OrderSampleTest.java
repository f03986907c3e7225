package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OrderSampleTest {
  @Test
  void add_upToTheLimit_keepsAll() {
    OrderSample sample = filled(100, 100);
    assertEquals(100, sample.size());
    for (int i = 0; i < 100; i++) {
      assertEquals(i, sample.number(i));
      assertEquals(i + 1, sample.toy(i));
      assertEquals(i + 2, sample.quantity(i));
    }
  }

  @Test
  void add_beyondTheLimit_keepsAnEvenSample() {
    OrderSample sample = filled(1_000, 100_000);
    assertEquals(1_000, sample.size());
    int early = 0;
    for (int i = 0; i < sample.size(); i++) {
      early += sample.number(i) < 50_000 ? 1 : 0;
    }
    assertTrue(early > 400 && early < 600, early + " of 1,000 are of the first half");
  }

  @Test
  void add_withALimitOfNone_keepsNone() {
    assertEquals(0, filled(0, 10).size());
  }

  private static OrderSample filled(int limit, int orders) {
    OrderSample sample = new OrderSample(limit, new SplittableRandom(1));
    for (int i = 0; i < orders; i++) {
      sample.add(i, i + 1, i + 2);
    }
    return sample;
  }
}
