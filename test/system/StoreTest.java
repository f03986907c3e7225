package system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import store.ProgramRun;
import store.Service;
import store.StoreProcesses;

/** The store as three processes: stopped, killed, paused, and started again. */
class StoreTest {
  @TempDir static Path folder;
  private static StoreProcesses store;

  @BeforeAll
  static void start() throws Exception {
    store = new StoreProcesses(ProgramRun.home().resolve("build"), folder);
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

  private static HttpReply get(String path) {
    return HttpConnection.getOnce(store.port(Service.FRONTEND), path);
  }

  private static HttpReply buy(String key) {
    return HttpConnection.postOnce(
        store.port(Service.FRONTEND),
        "{\"name\":\"Tux\",\"quantity\":1}",
        "Idempotency-Key: " + key.replace(' ', '-'));
  }

  private static int numberOf(HttpReply reply) {
    assertEquals(200, reply.status(), reply.body());
    return reply.integer("order_number");
  }

  private static int stock() {
    return get("/products/Tux").integer("quantity");
  }

  /**
   * That two pieces were sold, the second of them by the order of this number, which is the last.
   */
  private static void assertTwoWereSold(int stockBefore, int lastNumber) {
    assertEquals(stockBefore - 2, stock());
    get("/orders/" + lastNumber)
        .assertIs(
            200, "{\"data\":{\"number\":" + lastNumber + ",\"name\":\"Tux\",\"quantity\":1}}");
    assertEquals(404, get("/orders/" + (lastNumber + 1)).status());
  }

  @Test
  void stoppedAndStarted_goesOnWhereItWas() throws Exception {
    int stock = stock();
    int number = numberOf(buy("before the stop"));
    for (Service service : List.of(Service.FRONTEND, Service.ORDER, Service.CATALOG)) {
      assertEquals(0, store.terminate(service), service.title());
    }
    String catalog = Files.readString(store.data().resolve("catalog.csv"));
    assertTrue(catalog.contains("\nTux,15.99," + (stock - 1) + ","), catalog);

    store.startAll();
    assertEquals(number, numberOf(buy("before the stop")));
    assertEquals(number + 1, numberOf(buy("after the stop")));
    assertTwoWereSold(stock, number + 1);
  }

  @ParameterizedTest
  @EnumSource(Service.class)
  void killed_isMissedPromptlyAndGoesOnWhereItWasWhenItIsBack(Service service) throws Exception {
    String name = service.title();
    int stock = stock();
    int number = numberOf(buy("before the end of " + name));
    store.kill(service);
    assertMissed(service);

    store.start(service);
    store.awaitServing();
    assertEquals(number, numberOf(buy("before the end of " + name)));
    assertEquals(number + 1, numberOf(buy("after the end of " + name)));
    assertTwoWereSold(stock, number + 1);
  }

  private static void assertMissed(Service service) {
    long start = System.nanoTime();
    switch (service) {
      case CATALOG -> {
        get("/products/Tux").assertTryAgain();
        buy("without catalog").assertTryAgain();
        assertEquals(200, get("/orders/0").status());
      }
      case ORDER -> {
        get("/orders/0").assertTryAgain();
        buy("without order").assertTryAgain();
        assertEquals(200, get("/products/Tux").status());
      }
      case FRONTEND -> assertThrows(UncheckedIOException.class, () -> get("/products/Tux"));
    }
    assertTrue(System.nanoTime() - start < 4e9, "prompt replies");
  }

  @Test
  void killedAllAtOnce_goesOnWhereItWas() throws Exception {
    int stock = stock();
    int number = numberOf(buy("before the end of all"));
    for (Service service : Service.values()) {
      store.kill(service);
    }
    store.startAll();
    assertEquals(number, numberOf(buy("before the end of all")));
    assertEquals(number + 1, numberOf(buy("after the end of all")));
    assertTwoWereSold(stock, number + 1);
  }

  /** Like a machine that hangs: connections stand, and nothing comes. */
  @ParameterizedTest
  @EnumSource(
      value = Service.class,
      names = {"CATALOG", "ORDER"})
  void paused_isA503AndThePurchaseHappensOnceAllTheSame(Service service) throws Exception {
    int stock = stock();
    int number = numberOf(buy("before the pause of " + service));
    store.pause(service);
    String path = service == Service.CATALOG ? "/products/Tux" : "/orders/0";
    get(path).assertTryAgain();
    buy("in the pause of " + service).assertTryAgain();
    store.resume(service);
    store.awaitServing();

    assertEquals(number + 1, numberOf(buy("in the pause of " + service)));
    assertEquals(number + 1, numberOf(buy("in the pause of " + service)));
    assertTwoWereSold(stock, number + 1);
  }

  @Test
  void smoke_passes() throws Exception {
    int stockBefore = stock();
    String script = ProgramRun.home().resolve("test/smoke.sh").toString();
    ProgramRun run = ProgramRun.run(List.of("bash", script, store.address()), Map.of());
    assertEquals(0, run.status(), run.output());
    List<String> lines = run.output().lines().toList();
    String last = lines.get(lines.size() - 1);
    assertTrue(last.matches("smoke: [1-9][0-9]+ checks passed"), last);
    // It took the toy of which there is most, and that is not this one.
    assertEquals(stockBefore, stock());
  }

  @Test
  void smoke_onSomethingElse_failsAndNamesTheLine() throws Exception {
    String script = ProgramRun.home().resolve("test/smoke.sh").toString();
    String other = "127.0.0.1:" + store.port(Service.CATALOG);
    ProgramRun run = ProgramRun.run(List.of("bash", script, other), Map.of());
    assertEquals(1, run.status(), run.output());
    assertTrue(run.output().matches("(?s).*\nsmoke: line [0-9]+: .*"), run.output());
    assertEquals("", run.errors());
  }
}
