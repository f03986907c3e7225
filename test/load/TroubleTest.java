package load;

import static load.LyingStore.error;
import static load.LyingStore.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Failures that are no wrong replies are counted by kind, and the clients carry on. */
class TroubleTest extends LoadTestBase {
  @Test
  void busy_isCountedAndTheClientCarriesOn() throws Exception {
    changeFirst("GET /products/", 3, busy());
    assertEquals(LoadMain.RIGHT, load("--requests", "10", "--query-only"), err());
    assertTrue(out().contains("query              3 503 busy or unavailable"), out());
  }

  @Test
  void aPurchaseThatMayHaveHappened_isCountedAndNotRepeated() throws Exception {
    changeFirst("POST", 1, error(500, 500, "the purchase may have happened"));
    assertEquals(LoadMain.RIGHT, load("--requests", "5", "--buy-only"), err());
    assertTrue(out().contains("buy                1 500 may have happened"), out());
    assertEquals(5, requests("POST", r -> true).size());
  }

  @Test
  void closedConnections_areCountedAndTheClientConnectsAgain() throws Exception {
    changeFirst("GET /products/", 3, LyingStore.CLOSE);
    assertEquals(LoadMain.RIGHT, load("--requests", "10", "--query-only"), err());
    assertTrue(out().contains("query              3 connection closed"), out());
  }

  @Test
  void silence_isGivenUpAfterTheTimeout() throws Exception {
    changeFirst("GET /products/", 1, LyingStore.SILENCE);
    assertEquals(
        LoadMain.RIGHT, load("--requests", "5", "--query-only", "--timeout", "0.2"), err());
    assertTrue(out().contains("query              1 no reply in time"), out());
  }

  @Test
  void lostAnswers_withKeys_areAskedForAgainUnderTheSameKey() throws Exception {
    changeFirst("POST", 3, LyingStore.CLOSE);
    assertEquals(LoadMain.RIGHT, load("--requests", "10", "--buy-only", "--keys"), err());
    assertEquals(7, store.orders());
    List<String> posts = requests("POST", r -> true);
    assertEquals(1, posts.subList(0, 4).stream().map(LoadTestBase::key).distinct().count());
  }

  @Test
  void lostAnswersOfOrders_areAskedForAgain() throws Exception {
    changeFirst("GET /orders/", 2, LyingStore.CLOSE);
    assertEquals(LoadMain.RIGHT, load("--requests", "3", "--buy-only"), err());
    assertTrue(out().contains("orders  3 asked for again and right; 2 times no answer"), out());
  }

  @Test
  void aStoreThatDisappears_endsTheRunInTime() throws Exception {
    AtomicInteger queries = new AtomicInteger();
    store.change(
        "GET /products/",
        r -> {
          if (queries.incrementAndGet() > 50) {
            closeQuietly();
          }
          return r;
        });
    assertEquals(LoadMain.RIGHT, load("--seconds", "0.5", "--clients", "3", "--p", "0"), err());
    assertTrue(out().contains("not connected"), out());
    assertTrue(out().contains("stock   not looked at, as the store does not answer"), out());
  }

  @Test
  void onlyTrouble_isNotRight() throws Exception {
    store.change("GET /products/", any -> busy());
    assertEquals(LoadMain.WRONG, load("--requests", "2", "--query-only"));
    assertTrue(err().contains("No request was answered."), err());
  }

  private void closeQuietly() {
    try {
      store.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void changeFirst(String requestStart, int count, String reply) {
    AtomicInteger left = new AtomicInteger(count);
    store.change(requestStart, right -> left.getAndDecrement() > 0 ? reply : right);
  }

  private String busy() {
    return error(503, 503, "busy").replaceFirst("\r\n", "\r\nRetry-After: 1\r\n");
  }
}
