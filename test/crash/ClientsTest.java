package crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.Await;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClientsTest {
  private static final int READS = 1_000;

  @Test
  void check_aStoreWithoutMemory_findsNothing() throws Exception {
    assertEquals(List.of(), check(0));
  }

  @Test
  void check_aStoreThatKeepsWhatItReadForAMoment_findsStaleReads() throws Exception {
    List<String> failures = check(TimeUnit.MILLISECONDS.toNanos(2));
    assertTrue(
        failures.stream().anyMatch(failure -> failure.contains("but must show order")),
        failures::toString);
  }

  private static List<String> check(long timeToLiveNanos) throws Exception {
    try (CachingStore store = new CachingStore(timeToLiveNanos);
        Clients clients = Clients.start(store.ports(), 8, 1, 1)) {
      Await.until("enough reads", () -> clients.reads() > READS);
      clients.stop();
      return clients.check(new Aftermath(Map.of(), List.of(), store.orders(), Map.of(), Map.of()));
    }
  }
}
