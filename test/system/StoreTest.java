package system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static system.StoreExtension.numberOf;

import common.testing.Await;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import store.ProgramRun;
import store.Service;

/** The store as three processes: stopped, killed, paused, and started again. */
class StoreTest {
  @RegisterExtension static final StoreExtension STORE = new StoreExtension();

  @Test
  void stoppedAndStarted_continuesWhereItLeftOff() throws Exception {
    int stock = STORE.stock();
    int number = numberOf(STORE.buy("before the stop"));
    for (Service service : List.of(Service.FRONTEND, Service.ORDER, Service.CATALOG)) {
      assertEquals(0, STORE.processes().terminate(service), service.title());
    }
    String catalog = Files.readString(STORE.processes().data().resolve("catalog.csv"));
    assertTrue(catalog.contains("\nTux,15.99," + (stock - 1) + ","), catalog);

    STORE.processes().startAll();
    assertContinues(stock, number, "the stop");
  }

  @ParameterizedTest
  @EnumSource(Service.class)
  void killed_isReportedPromptlyAndContinuesWhereItLeftOff(Service service) throws Exception {
    int stock = STORE.stock();
    int number = numberOf(STORE.buy("before the end of " + service));
    STORE.processes().kill(service);
    assertReported(service);

    STORE.processes().start(service);
    STORE.processes().awaitServing();
    assertContinues(stock, number, "the end of " + service);
  }

  @Test
  void killedAllAtOnce_continuesWhereItLeftOff() throws Exception {
    int stock = STORE.stock();
    int number = numberOf(STORE.buy("before the end of all"));
    STORE.killAll();
    STORE.processes().startAll();
    assertContinues(stock, number, "the end of all");
  }

  /** Like a machine that hangs: its connections stay open, and no reply comes. */
  @ParameterizedTest
  @EnumSource(
      value = Service.class,
      names = {"CATALOG", "ORDER"})
  void paused_isA503AndThePurchaseStillHappensOnce(Service service) throws Exception {
    int stock = STORE.stock();
    int number = numberOf(STORE.buy("before the pause of " + service));
    STORE.processes().pause(service);
    awaitReported(service == Service.CATALOG ? "/products/Tux" : "/orders/0");
    STORE.buy("after the pause of " + service).assertTryAgain();
    STORE.processes().resume(service);
    STORE.processes().awaitServing();

    assertEquals(number + 1, numberOf(STORE.buy("after the pause of " + service)));
    assertContinues(stock, number, "the pause of " + service);
  }

  /** That the purchase before the event is remembered, and that the one after it is the next. */
  private static void assertContinues(int stockBefore, int number, String event) {
    assertEquals(number, numberOf(STORE.buy("before " + event)));
    assertEquals(number + 1, numberOf(STORE.buy("after " + event)));
    STORE.assertLastOrder(number + 1);
    assertEquals(stockBefore - 2, STORE.stock());
  }

  /** The frontend may answer from memory as long as its lease lasts. */
  private static void awaitReported(String path) {
    Await.until("the lease is over", () -> STORE.get(path).status() != 200);
    STORE.get(path).assertTryAgain();
  }

  private static void assertReported(Service service) {
    long start = System.nanoTime();
    switch (service) {
      case CATALOG -> {
        awaitReported("/products/Tux");
        STORE.buy("without catalog").assertTryAgain();
        assertEquals(200, STORE.get("/orders/0").status());
      }
      case ORDER -> {
        STORE.get("/orders/0").assertTryAgain();
        STORE.buy("without order").assertTryAgain();
        assertEquals(200, STORE.get("/products/Tux").status());
      }
      case FRONTEND -> assertThrows(UncheckedIOException.class, () -> STORE.get("/products/Tux"));
    }
    assertTrue(System.nanoTime() - start < 4e9, "prompt replies");
  }

  @Test
  void smoke_passes() throws Exception {
    int stockBefore = STORE.stock();
    ProgramRun run = smoke(STORE.processes().address());
    assertEquals(0, run.status(), run.output());
    List<String> lines = run.output().lines().toList();
    String last = lines.get(lines.size() - 1);
    assertTrue(last.matches("smoke: [1-9][0-9]+ checks passed"), last);
    // It took the toy of which there is most, and that is not this one.
    assertEquals(stockBefore, STORE.stock());
  }

  @Test
  void smoke_onSomethingElse_failsAndNamesTheLine() throws Exception {
    ProgramRun run = smoke("127.0.0.1:" + STORE.processes().port(Service.CATALOG));
    assertEquals(1, run.status(), run.output());
    assertTrue(run.output().matches("(?s).*\nsmoke: line [0-9]+: .*"), run.output());
    assertEquals("", run.errors());
  }

  private static ProgramRun smoke(String address) throws Exception {
    String script = ProgramRun.home().resolve("test/smoke.sh").toString();
    return ProgramRun.run(List.of("bash", script, address), Map.of());
  }
}
