package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InFlightTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final InFlight requests = new InFlight();

  private boolean close(Duration time) {
    try {
      return requests.close(System.nanoTime() + time.toNanos());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void close_withNothingInHand_isDoneAtOnceAndLetsNothingIn() {
    assertTrue(close(LONG));
    assertFalse(requests.enter());
  }

  @Test
  void close_waitsForWhatIsInHandAndLetsNothingInMeanwhile() {
    assertTrue(requests.enter());
    assertTrue(requests.enter());
    CompletableFuture<Boolean> closed = CompletableFuture.supplyAsync(() -> close(LONG));
    Await.until("closing", requests::isClosed);
    assertFalse(requests.enter());
    requests.leave();
    assertFalse(closed.isDone());
    requests.leave();
    assertEquals(true, closed.join());
  }

  @Test
  void close_ofWhatDoesNotEnd_isBoundedAndSaysSo() {
    assertTrue(requests.enter());
    assertFalse(close(Duration.ofMillis(50)));
  }
}
