package system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import common.testing.Await;
import common.testing.HttpConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import store.Service;

/** One purchase is found in the logs of all three processes, by its id. */
class FollowingTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @RegisterExtension static final StoreExtension STORE = new StoreExtension();

  /** Of each service, the line's last words about the purchase. */
  private static Map<Service, String> awaitLines(String id) {
    for (Service service : Service.values()) {
      Await.until(id + " in the log of " + service, () -> !lines(service, id).isEmpty());
    }
    return Map.of(
        Service.FRONTEND, lines(Service.FRONTEND, id).get(0).replaceFirst(".* ms ", ""),
        Service.ORDER, lines(Service.ORDER, id).get(0).replaceFirst(".* INFO  ", ""),
        Service.CATALOG, lines(Service.CATALOG, id).get(0).replaceFirst(".* INFO  ", ""));
  }

  private static List<String> lines(Service service, String id) {
    try {
      return Files.readAllLines(STORE.processes().log(service)).stream()
          .filter(line -> line.contains("purchase=" + id))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void purchaseWithAKeyAndATrace_hasBothInAllLogs() {
    HttpConnection.postOnce(
        STORE.port(), Buyers.PURCHASE, Buyers.key("followed"), "traceparent: " + TRACE);
    String trace = " traceparent=" + TRACE;
    assertEquals(
        Map.of(
            Service.FRONTEND, "purchase=k-followed" + trace,
            Service.ORDER, "purchase=k-followed order=0" + trace,
            Service.CATALOG, "purchase=k-followed sale=0" + trace),
        awaitLines("k-followed"));
  }

  @Test
  void refusedPurchase_isFoundToo() {
    HttpConnection.postOnce(
        STORE.port(), Buyers.PURCHASE.replace("1", "1000"), Buyers.key("refused"));
    assertEquals(
        Map.of(
            Service.FRONTEND, "purchase=k-refused",
            Service.ORDER, "purchase=k-refused refused=INSUFFICIENT_STOCK",
            Service.CATALOG, "purchase=k-refused refused=INSUFFICIENT_STOCK"),
        awaitLines("k-refused"));
  }
}
