package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.process.Log;
import common.purchase.Refusal;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the services behind it answer, and what a client then sees. */
@Isolated
class FaultsTest {
  private static final String FAILED =
      "{\"error\":{\"code\":500,\"message\":"
          + "\"the store failed on this request; its log tells more\"}}";

  @AutoClose private static FakeStore store;

  @BeforeAll
  static void start() {
    store = new FakeStore(2);
    for (Status.Code code : Status.Code.values()) {
      store.catalog.failing(code.name(), code.toStatus());
    }
  }

  private static HttpReply toy(Status.Code code) {
    return HttpConnection.getOnce(store.port(), "/products/" + code);
  }

  private static HttpReply buy(Status.Code code, String... headers) {
    // A call that got lost is sent four times.
    for (int i = 0; i < 4; i++) {
      store.order.failing(code.name(), code.toStatus());
    }
    return HttpConnection.postOnce(
        store.port(), "{\"name\":\"" + code + "\",\"quantity\":1}", headers);
  }

  private static void assertMayHaveHappened(HttpReply reply) {
    reply.assertError(500);
    assertTrue(reply.message().contains("the purchase may have happened"), reply.message());
    assertNull(reply.header("retry-after"));
  }

  private static HttpReply buyRefused(Refusal why, String... headers) {
    store.order.refusing(why.name(), why);
    return HttpConnection.postOnce(
        store.port(), "{\"name\":\"" + why.name() + "\",\"quantity\":1}", headers);
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"UNKNOWN", "INTERNAL", "UNIMPLEMENTED", "DATA_LOSS"})
  void aServiceThatIsBroken_isA500(Status.Code code) {
    toy(code).assertIs(500, FAILED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "CANCELLED", "ABORTED"})
  void aServiceThatIsAwayOrBusy_isA503(Status.Code code) {
    toy(code).assertTryAgain();
  }

  /** A service that fails, in whatever way, may have sold before it did. */
  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {
        "UNKNOWN",
        "INTERNAL",
        "UNIMPLEMENTED",
        "DATA_LOSS",
        "UNAVAILABLE",
        "DEADLINE_EXCEEDED",
        "RESOURCE_EXHAUSTED",
        "CANCELLED",
        "ABORTED"
      })
  void aPurchaseWhoseCallFailed_isNotRepeatedWithoutAKeyAndSafelyRepeatedWithOne(Status.Code code) {
    assertMayHaveHappened(buy(code));
    String message = buy(code, "Idempotency-Key: " + code).assertTryAgain().message();
    assertTrue(message.contains("repeat with the same Idempotency-Key"), message);
  }

  /** The first call may have sold; that the second one did not says nothing about it. */
  @ParameterizedTest
  @EnumSource(
      value = Refusal.class,
      names = {"OVERLOADED", "NOT_READY"})
  void aRepeatedCallThatIsRefusedAsOverload_leavesTheOutcomeUnknown(Refusal why) {
    String name = "lost and then " + why;
    store.order.failing(name, Status.UNAVAILABLE).refusing(name, why);
    assertMayHaveHappened(
        HttpConnection.postOnce(store.port(), "{\"name\":\"" + name + "\",\"quantity\":1}"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Refusal.class,
      names = {"UNKNOWN_TOY", "INSUFFICIENT_STOCK", "BAD_QUANTITY", "BAD_REQUEST"})
  void aRefusedPurchase_isThe409WithThe304(Refusal why) {
    buyRefused(why)
        .assertIs(409, "{\"error\":{\"code\":304,\"message\":\"could not post order\"}}");
  }

  @ParameterizedTest
  @EnumSource(
      value = Refusal.class,
      names = {"OVERLOADED", "NOT_READY"})
  void aPurchaseThatSurelyDidNotHappen_isA503(Refusal why) {
    assertEquals(why.sentence(), buyRefused(why).assertTryAgain().message());
  }

  @Test
  void aPurchaseOfUnknownOutcome_isRepeatedOnlyWithAKey() {
    assertMayHaveHappened(buyRefused(Refusal.UNKNOWN_OUTCOME));
    buyRefused(Refusal.UNKNOWN_OUTCOME, "Idempotency-Key: unknown").assertTryAgain();
  }

  @Test
  void aKeyOfAnotherPurchase_isA422() {
    buyRefused(Refusal.KEY_REUSED).assertError(422);
  }

  @Test
  void aReplyThatLacksWhatWasAskedFor_isA500AndNoHang() {
    store.catalog.failing("Lost", Status.OK);
    HttpConnection.getOnce(store.port(), "/products/Lost").assertIs(500, FAILED);
    assertMayHaveHappened(buy(Status.Code.OK));
    assertEquals(200, HttpConnection.getOnce(store.port(), "/products/Tux").status());
  }

  @Test
  void aFailure_isLoggedWithItsStackTraceAndLeavesTheConnectionUsable() {
    PrintStream console = System.out;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (HttpConnection connection = store.connect()) {
      connection.get("/products/INTERNAL").assertIs(500, FAILED);
      assertEquals(200, connection.get("/products/Tux").status());
      Log.flush();
    } finally {
      System.setOut(console);
    }
    String text = log.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("ERROR GET /products/INTERNAL failed\n"), text);
    assertTrue(text.contains("the catalog service failed"), text);
    assertTrue(text.contains("\tat frontend.Backend"), text);
    assertTrue(text.contains("Caused by: io.grpc.StatusRuntimeException: INTERNAL"), text);
  }
}
