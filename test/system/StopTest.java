package system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.Await;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import store.ProgramRun;
import store.Service;
import store.StoreProcesses;

/** SIGTERM while clients buy. */
class StopTest {
  private static final int CLIENTS = 8;
  private static final int STOCK = 10_000_000;

  /** Of its own 10 s for the work in hand. */
  private static final double BOUND_NANOS = 12e9;

  @TempDir static Path folder;
  private static StoreProcesses store;

  /** All that was bought so far. */
  private static final Map<String, Integer> BOUGHT = new HashMap<>();

  @BeforeAll
  static void start() throws Exception {
    store = new StoreProcesses(ProgramRun.home().resolve("build"), folder);
    Files.writeString(
        store.data().resolve("catalog.csv"), "name,price,quantity\nTux,15.99," + STOCK + "\n");
    store.startAll();
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @AfterEach
  void verify() throws Exception {
    ProgramRun run = ProgramRun.jar("verify", Map.of(), store.data().toString());
    assertEquals(0, run.status(), run.output());
  }

  @ParameterizedTest
  @EnumSource(Service.class)
  void underLoad_endsInTimeWithStatus0_cutsNoReplyAndLosesNoPurchase(Service service)
      throws Exception {
    Buyers buyers = new Buyers(service.title(), store.port(Service.FRONTEND), CLIENTS);
    try {
      Await.until("load", () -> buyers.answered.size() > 200);
      long start = System.nanoTime();
      assertEquals(0, store.terminate(service));
      assertTrue(System.nanoTime() - start < BOUND_NANOS, "it took too long");

      store.start(service);
      int before = buyers.answered.size();
      Await.until("the clients go on", () -> buyers.answered.size() > before + 100);
    } finally {
      buyers.stop();
    }
    assertEquals(List.of(), List.copyOf(buyers.wrong));
    BOUGHT.putAll(buyers.answered);
    try (HttpConnection connection = HttpConnection.to(store.port(Service.FRONTEND))) {
      assertEachIsThere(connection, buyers.answered);
      for (String key : buyers.unanswered) {
        BOUGHT.put(key, numberOf(repeat(connection, key)));
      }
      assertNothingElseIsThere(connection);
    }
  }

  private static HttpReply repeat(HttpConnection connection, String key) {
    return connection.post("/orders", Buyers.PURCHASE, Buyers.key(key));
  }

  private static int numberOf(HttpReply reply) {
    assertEquals(200, reply.status(), reply.body());
    return reply.integer("order_number");
  }

  private static void assertEachIsThere(HttpConnection connection, Map<String, Integer> bought) {
    bought.forEach((key, number) -> assertEquals(number, numberOf(repeat(connection, key)), key));
  }

  /**
   * Each key has a number of its own, there is no other, and each took one piece from the stock.
   */
  private static void assertNothingElseIsThere(HttpConnection connection) {
    Set<Integer> numbers = new HashSet<>(BOUGHT.values());
    assertEquals(BOUGHT.size(), numbers.size());
    int last = BOUGHT.size() - 1;
    connection
        .get("/orders/" + last)
        .assertIs(200, "{\"data\":{\"number\":" + last + ",\"name\":\"Tux\",\"quantity\":1}}");
    assertEquals(404, connection.get("/orders/" + (last + 1)).status());
    int stock = connection.get("/products/Tux").integer("quantity");
    assertEquals(STOCK - BOUGHT.size(), stock);
  }
}
