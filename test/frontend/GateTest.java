package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.Await;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final long LONG = 60_000;

  private final Gate gate = new Gate();

  private CompletableFuture<Boolean> closing(long millis) {
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                closed.complete(gate.close(millis));
              } catch (InterruptedException e) {
                closed.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return closed;
  }

  @Test
  void open_letsEverybodyInAndWork() {
    assertFalse(gate.isDraining());
    assertTrue(gate.enter());
    assertTrue(gate.beginWork());
    assertTrue(gate.enter());
    assertTrue(gate.beginWork());
  }

  @Test
  void close_withNobodyInside_isDoneAtOnceAndLetsNobodyIn() throws InterruptedException {
    assertTrue(gate.close(LONG));
    assertFalse(gate.enter());
  }

  @Test
  void close_whileThereIsWork_letsOthersInForAReplyButNotToWork() {
    assertTrue(gate.enter());
    assertTrue(gate.beginWork());
    CompletableFuture<Boolean> closed = closing(LONG);
    Await.until("draining", gate::isDraining);
    assertTrue(gate.enter());
    assertFalse(gate.beginWork());
    gate.leave();
    assertFalse(closed.isDone());
    gate.endWork();
    gate.leave();
    assertEquals(true, closed.join());
    assertFalse(gate.enter());
  }

  @Test
  void close_whenWorkIsDone_waitsForThoseThatAreStillInside() {
    assertTrue(gate.enter());
    CompletableFuture<Boolean> closed = closing(LONG);
    Await.until(
        "shut",
        () -> {
          boolean in = gate.enter();
          if (in) {
            gate.leave();
          }
          return !in;
        });
    assertFalse(closed.isDone());
    gate.leave();
    assertEquals(true, closed.join());
  }

  @Test
  void close_ofWorkThatDoesNotEnd_isBoundedAndSaysSo() throws InterruptedException {
    assertTrue(gate.enter());
    assertTrue(gate.beginWork());
    assertFalse(gate.close(50));
    assertFalse(gate.enter());
  }
}
