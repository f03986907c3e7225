package system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static system.StoreExtension.numberOf;

import common.testing.Await;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import store.Service;

/** SIGTERM while clients buy. */
class StopTest {
  private static final int CLIENTS = 8;
  private static final int STOCK = 10_000_000;

  /** On a machine with nothing else to do it is one or two seconds. */
  private static final Duration AT_MOST = Duration.ofSeconds(60);

  /** A service drains for at most 10 s. */
  private static final double BOUND_NANOS = 12e9;

  @RegisterExtension static final StoreExtension STORE = new StoreExtension("Tux,15.99," + STOCK);

  /** All that was bought so far. */
  private static final Map<String, Integer> BOUGHT = new HashMap<>();

  @ParameterizedTest
  @EnumSource(Service.class)
  void underLoad_exitsInTimeWithStatus0_cutsOffNoReplyAndLosesNoPurchase(Service service)
      throws Exception {
    Buyers buyers = new Buyers(service.title(), STORE.port(), CLIENTS);
    try {
      Await.until("load", AT_MOST, () -> buyers.answered.size() > 200);
      long start = System.nanoTime();
      assertEquals(0, STORE.processes().terminate(service));
      assertTrue(System.nanoTime() - start < BOUND_NANOS, "it took too long");

      STORE.processes().start(service);
      int before = buyers.answered.size();
      Await.until("the clients buy again", AT_MOST, () -> buyers.answered.size() > before + 100);
    } finally {
      buyers.stop();
    }
    assertEquals(List.of(), List.copyOf(buyers.wrong));
    BOUGHT.putAll(buyers.answered);
    try (HttpConnection connection = HttpConnection.to(STORE.port())) {
      buyers.answered.forEach(
          (key, number) -> assertEquals(number, numberOf(repeat(connection, key)), key));
      for (String key : buyers.unanswered) {
        BOUGHT.put(key, numberOf(repeat(connection, key)));
      }
    }
    assertNothingElseIsThere();
  }

  private static HttpReply repeat(HttpConnection connection, String key) {
    return connection.post("/orders", Buyers.PURCHASE, Buyers.key(key));
  }

  /** Each key has a number of its own, there is no other, and each took one piece. */
  private static void assertNothingElseIsThere() {
    assertEquals(BOUGHT.size(), new HashSet<>(BOUGHT.values()).size());
    STORE.assertLastOrder(BOUGHT.size() - 1);
    assertEquals(STOCK - BOUGHT.size(), STORE.stock());
  }
}
