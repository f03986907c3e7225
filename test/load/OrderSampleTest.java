package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OrderSampleTest {
  @Test
  void add_upToTheLimit_keepsAll() {
    OrderSample sample = filled(100, 100);
    for (int i = 0; i < 100; i++) {
      assertEquals(order(i), sample.orders().get(i));
    }
    assertEquals(100, sample.orders().size());
  }

  @Test
  void add_beyondTheLimit_keepsAnEvenSample() {
    OrderSample sample = filled(1_000, 100_000);
    assertEquals(1_000, sample.orders().size());
    long early = sample.orders().stream().filter(order -> order.number() < 50_000).count();
    assertTrue(early > 400 && early < 600, early + " of 1,000 are of the first half");
  }

  @Test
  void add_withALimitOfNone_keepsNone() {
    assertEquals(List.of(), filled(0, 10).orders());
  }

  private static OrderSample filled(int limit, int orders) {
    OrderSample sample = new OrderSample(limit, new SplittableRandom(1));
    for (int i = 0; i < orders; i++) {
      sample.add(order(i));
    }
    return sample;
  }

  private static OrderSample.Order order(int number) {
    return new OrderSample.Order(number, Toy.of(0, "Tux", null), number + 1);
  }
}
