package order;

import static catalog.RunningCatalog.code;
import static common.journal.FaultyDisk.Operation.FORCE;
import static common.journal.FaultyDisk.Operation.WRITE;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.OK;
import static io.grpc.Status.Code.UNAVAILABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.journal.FaultyDisk;
import common.testing.Await;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import rpc.order.OrderRecord;

/** A fault at each step of a purchase: in the end there is one sale and one order, or neither. */
final class OrderFaultTest {
  @TempDir Path folder;
  @AutoClose private RunningStore shop;
  private RunningOrder order;

  @BeforeEach
  void open() throws Exception {
    shop = RunningStore.withToys(folder);
    order = shop.order;
  }

  private int sold() {
    return RunningStore.TUX - shop.catalog.stock("Tux");
  }

  /** The client got no answer, and repeats with its key until it gets one. */
  private long repeat(String key, int quantity) throws Exception {
    Await.until("an answer", () -> code(() -> order.buy(key, "Tux", quantity)) == OK);
    return order.buy(key, "Tux", quantity);
  }

  @Nested
  final class BetweenSaleAndReply {
    @Test
    void catalogKilledBeforeItsForce_thePurchaseIsRepeatedAndSoldOnce() throws Exception {
      FaultyDisk.Hold force = shop.catalog.disk().hold(FORCE, "sales.csv");
      CompletableFuture<Long> answer = order.buyLater("key", "Tux", 7);
      force.awaitReached();
      shop.catalog.restart();
      code(answer);
      assertEquals(0, repeat("key", 7));
      assertEquals(7, sold());
      shop.assertAgree();
    }

    @Test
    void catalogLosesPowerBeforeItsForce_thePurchaseIsSoldOnce() throws Exception {
      FaultyDisk.Hold force = shop.catalog.disk().hold(FORCE, "sales.csv");
      CompletableFuture<Long> answer = order.buyLater("key", "Tux", 7);
      force.awaitReached();
      shop.catalog.disk().cutPower();
      shop.catalog.restart();
      code(answer);
      assertEquals(0, repeat("key", 7));
      assertEquals(7, sold());
      shop.assertAgree();
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", ""})
    void replyLostAndConnectionBroken_isRepeatedBeneathTheClient(String key) throws Exception {
      shop.link.swallowReplies();
      CompletableFuture<Long> answer = order.buyLater(key, "Tux", 7);
      Await.until("it is sold", () -> sold() == 7);
      Await.until("the reply is lost", shop.link::hasSwallowed);
      shop.link.breakConnections();
      assertEquals(0, answer.get(20, TimeUnit.SECONDS));
      assertEquals(7, sold());
      shop.assertAgree();
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", ""})
    void replyLostForLong_isUnavailable_andTheSaleGetsItsOrderByItself(String key)
        throws Exception {
      shop.link.swallowReplies();
      assertEquals(UNAVAILABLE, code(() -> order.buy(key, "Tux", 7)));
      assertEquals(7, sold());
      shop.link.breakConnections();
      shop.assertAgree();
      assertEquals(1, order.rows().size());
      if (!key.isEmpty()) {
        assertEquals(0, order.buy(key, "Tux", 7));
      }
    }

    @Test
    void catalogKilledAfterTheSale_theSaleGetsItsOrderWhenItIsBack() throws Exception {
      shop.link.swallowReplies();
      CompletableFuture<Long> answer = order.buyLater("key", "Tux", 7);
      Await.until("it is sold", () -> sold() == 7);
      shop.catalog.kill();
      shop.link.breakConnections();
      assertEquals(UNAVAILABLE, code(answer));
      shop.catalog.start();
      shop.assertAgree();
      assertEquals(0, order.buy("key", "Tux", 7));
    }

    @Test
    void forceOfTheCatalogFails_isUnavailable_andSoldOnceOrNotAtAll() throws Exception {
      shop.catalog.disk().failNext(FORCE, "sales.csv");
      assertEquals(UNAVAILABLE, code(() -> order.buy("key", "Tux", 7)));
      assertEquals(0, sold());
      shop.catalog.restart();
      assertEquals(0, repeat("key", 7));
      assertEquals(7, sold());
      shop.assertAgree();
    }

    @Test
    void catalogHangs_callersThatRepeatTheirKeyAreOneSale() throws Exception {
      FaultyDisk.Hold force = shop.catalog.disk().hold(FORCE, "sales.csv");
      assertEquals(UNAVAILABLE, code(() -> order.buy("key", "Tux", 7)));
      CompletableFuture<Long> again = order.buyLater("key", "Tux", 7);
      assertFalse(again.isDone());
      force.release();
      assertEquals(0, again.get(20, TimeUnit.SECONDS));
      shop.assertAgree();
    }
  }

  @Nested
  final class BetweenSaleAndOrder {
    @Test
    void killedBeforeTheRow_theSaleGetsItsOrderAtTheStart() throws Exception {
      FaultyDisk.Hold write = order.disk().hold(WRITE, "order.csv");
      CompletableFuture<Long> answer = order.buyLater("key", "Tux", 7);
      write.awaitReached();
      assertEquals(7, sold());
      order.kill();
      assertNotEquals(OK, code(answer));
      assertEquals(List.of(), order.rows());
      order.start();
      shop.assertAgree();
      assertEquals(1, order.rows().size());
      assertEquals(0, order.buy("key", "Tux", 7));
      assertEquals(7, sold());
    }

    /** Without waiting for the order service to catch up: the catalog knows the key. */
    @Test
    void killedBeforeTheRow_keyRepeatedAtOnce_isTheSameSale() throws Exception {
      FaultyDisk.Hold write = order.disk().hold(WRITE, "order.csv");
      order.buyLater("key", "Tux", 7);
      write.awaitReached();
      order.restart();
      assertEquals(0, order.buy("key", "Tux", 7));
      assertEquals(7, sold());
      shop.assertAgree();
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE", "FORCE"})
    void journalFails_isUnavailable_theCatalogForgetsNothing_andTheNextStartRecordsIt(
        FaultyDisk.Operation operation) throws Exception {
      order.buy("Tux", 1);
      order.disk().failNext(operation, "order.csv");
      assertEquals(UNAVAILABLE, code(() -> order.buy("key", "Tux", 7)));
      Await.until("it gives up", () -> !order.fatal().isEmpty());
      assertEquals(1, order.fatal().size());
      assertEquals(UNAVAILABLE, code(() -> order.buy("key", "Tux", 7)), "until it ends");
      assertEquals(NOT_FOUND, code(() -> order.get(1)));
      assertEquals(
          1,
          shop.catalog.sales(0).getSalesList().stream()
              .filter(sale -> sale.getId().equals("k-key"))
              .count());

      order.restart();
      shop.assertAgree();
      assertEquals(1, order.buy("key", "Tux", 7));
      assertEquals(8, sold());
    }

    @Test
    void diskFull_answeredOrdersStay_andTheOthersAreRecordedWhenThereIsRoom() throws Exception {
      order.disk().fullAfter(500);
      int bought = 0;
      while (code(() -> order.buy("Tux", 1)) == OK) {
        bought++;
      }
      assertTrue(bought > 0, "bought " + bought);
      assertEquals(bought, order.rows().size());
      order.restart();
      shop.assertAgree();
      assertEquals(bought + 1, order.rows().size());
    }

    @Test
    void folderGone_isUnavailable() throws Exception {
      order.buy("Tux", 1);
      Files.delete(order.file("order.csv"));
      assertEquals(UNAVAILABLE, code(() -> order.buy("Tux", 1)));
      Await.until("it gives up", () -> !order.fatal().isEmpty());
    }

    @Test
    void manyWaitForTheirRows_allAreRecordedAfterTheKill() throws Exception {
      FaultyDisk.Hold write = order.disk().hold(WRITE, "order.csv");
      List<CompletableFuture<Long>> answers =
          IntStream.range(0, 50).mapToObj(i -> order.buyLater("key" + i, "Tux", 1)).toList();
      write.awaitReached();
      Await.until("all are sold", () -> sold() == 50);
      order.restart();
      shop.assertAgree();
      for (int i = 0; i < 50; i++) {
        assertNotEquals(OK, code(answers.get(i)));
        order.buy("key" + i, "Tux", 1);
      }
      assertEquals(50, order.rows().size());
      assertEquals(50, sold());
    }
  }

  @Nested
  final class BetweenOrderAndReply {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void killedAfterTheRow_theKeyGetsThatOrder(boolean powerCut) throws Exception {
      FaultyDisk.Hold force = order.disk().hold(FORCE, "order.csv");
      CompletableFuture<Long> answer = order.buyLater("key", "Tux", 7);
      force.awaitReached();
      assertFalse(answer.isDone());
      if (powerCut) {
        order.disk().cutPower();
        assertEquals(0, order.rows().size());
      }
      order.restart();
      assertNotEquals(OK, code(answer));
      assertEquals(0, order.buy("key", "Tux", 7));
      shop.assertAgree();
      assertEquals(7, sold());
    }

    /** The number that the second life gives must not be lost with the power. */
    @Test
    void killedAfterTheRow_answeredByTheNextLife_thenPowerCut_keepsTheNumber() throws Exception {
      FaultyDisk.Hold force = order.disk().hold(FORCE, "order.csv");
      order.buyLater("key", "Tux", 7);
      force.awaitReached();
      order.restart();
      assertEquals(0, order.buy("key", "Tux", 7));
      OrderRecord answered = order.get(0);
      order.disk().cutPower();
      order.restart();
      assertEquals(answered, order.get(0));
      shop.assertAgree();
    }
  }

  @Nested
  final class Refusals {
    @ParameterizedTest
    @EnumSource(names = {"WRITE", "FORCE"})
    void journalFails_isUnavailableNotRefused_andLaterCallsDoNotHang(FaultyDisk.Operation operation)
        throws Exception {
      order.disk().failNext(operation, "refusals.csv");
      assertEquals(UNAVAILABLE, code(() -> order.buy("key", "Nope", 1)));
      Await.until("it gives up", () -> !order.fatal().isEmpty());
      assertEquals(1, order.fatal().size());
      assertEquals(UNAVAILABLE, code(() -> order.buy("key", "Nope", 1)), "until it ends");
      assertEquals(UNAVAILABLE, code(() -> order.buy("key2", "Nope", 1)));
      order.restart();
      assertEquals(NOT_FOUND, code(() -> order.buy("key", "Nope", 1)));
    }

    @Test
    void notAnsweredBeforeItIsOnDisk() throws Exception {
      FaultyDisk.Hold force = order.disk().hold(FORCE, "refusals.csv");
      CompletableFuture<Long> answer = order.buyLater("key", "Nope", 1);
      force.awaitReached();
      assertEquals(NOT_FOUND, code(() -> order.buy("Nope", 1)), "without a key nothing is kept");
      assertFalse(answer.isDone());
      force.release();
      assertEquals(NOT_FOUND, code(answer));
    }
  }

  @Nested
  final class CatchingUp {
    @Test
    void salesWithoutAnOrder_areRecordedAtTheStart_inTheirOrder() throws Exception {
      order.kill();
      for (int i = 0; i < 2500; i++) {
        shop.catalog.buyLater("k-" + i, "Tux", 1);
      }
      Await.until("all are sold", () -> sold() == 2500);
      order.start();
      shop.assertAgree();
      List<OrderRow> rows = order.rows();
      for (int i = 0; i < 2500; i++) {
        assertEquals("k-" + i, rows.get(i).id());
      }
      assertEquals(1234, order.buy("1234", "Tux", 1));
    }

    @Test
    void salesMadeWhileItRuns_areRecordedSoon() throws Exception {
      shop.catalog.buy("r-direct", "Tux", 1);
      shop.assertAgree();
      assertEquals("r-direct", order.rows().get(0).id());
    }

    @Test
    void catalogForgetsOnlyWhatIsRecorded_overRestartsOfBoth() throws Exception {
      for (int round = 0; round < 4; round++) {
        order.buy("Tux", 1);
        shop.catalog.buy("r-direct" + round, "Tux", 1);
        if (round % 2 == 0) {
          shop.catalog.restart();
        } else {
          order.restart();
        }
      }
      shop.assertAgree();
      assertEquals(8, order.rows().size());
    }

    /** A new catalogue beside the old orders: its sales go on above those that have orders. */
    @Test
    void catalogueStartedAnew_ordersGoOn() throws Exception {
      order.buy("old", "Tux", 1);
      order.buy("Tux", 1);
      shop.catalog.stop();
      for (String name : List.of("catalog.csv", "sales.csv")) {
        Files.delete(shop.catalog.file(name));
      }
      shop.catalog.toys("Tux,15.99,50").start();
      assertEquals(2, repeat("new", 3));
      assertEquals(0, order.buy("old", "Tux", 1));
      assertEquals(47, shop.catalog.stock("Tux"));
      assertEquals(List.of(0L, 1L, 2L), order.rows().stream().map(OrderRow::sale).toList());
      shop.catalog.restart();
      order.restart();
      assertEquals(3, repeat("newer", 1));
      assertEquals(46, shop.catalog.stock("Tux"));
      assertEquals(4, order.rows().size());
    }
  }

  /** Many clients, and at random moments a kill or a power cut of one service or of both. */
  @Nested
  final class Anytime {
    private static final int ROUNDS = 12;

    private final Map<String, Long> answered = new ConcurrentHashMap<>();
    private final Map<String, Integer> quantities = new ConcurrentHashMap<>();
    private final AtomicBoolean done = new AtomicBoolean();

    @Test
    void killsAndPowerCuts_loseNoAnswerAndSellNothingTwice() throws Exception {
      long seed = new Random().nextLong();
      Random random = new Random(seed);
      List<Thread> clients = new ArrayList<>();
      for (int c = 0; c < 6; c++) {
        int client = c;
        clients.add(new Thread(() -> buyAndRepeat(client, seed + client)));
      }
      clients.forEach(Thread::start);
      try {
        for (int round = 0; round < ROUNDS; round++) {
          int before = answered.size();
          int more = 1 + random.nextInt(20);
          Await.until("purchases, seed " + seed, () -> answered.size() >= before + more);
          strike(random);
        }
      } finally {
        done.set(true);
        for (Thread client : clients) {
          client.join();
        }
      }
      check(seed);
    }

    private void strike(Random random) throws Exception {
      boolean catalogToo = random.nextInt(3) > 0;
      boolean orderToo = !catalogToo || random.nextInt(3) > 0;
      boolean power = random.nextBoolean();
      if (power && catalogToo) {
        shop.catalog.disk().cutPower();
      }
      if (power && orderToo) {
        order.disk().cutPower();
      }
      if (orderToo) {
        order.kill();
      }
      if (catalogToo) {
        shop.catalog.restart();
      }
      if (orderToo) {
        order.start();
      }
    }

    private void buyAndRepeat(int client, long seed) {
      Random random = new Random(seed);
      for (int i = 0; !done.get(); i++) {
        String key = client + "." + i;
        int quantity = 1 + random.nextInt(3);
        quantities.put(key, quantity);
        while (!answered.containsKey(key) && !done.get()) {
          try {
            answered.put(key, order.buy(key, "Tux", quantity));
          } catch (StatusRuntimeException e) {
            // Nobody knows yet: with the same key again.
          }
        }
      }
    }

    private void check(long seed) throws Exception {
      String when = "seed " + seed;
      shop.assertAgree();
      List<OrderRow> rows = order.rows();
      for (Map.Entry<String, Long> answer : answered.entrySet()) {
        OrderRow row = rows.get(answer.getValue().intValue());
        assertEquals("k-" + answer.getKey(), row.id(), when);
        assertEquals(quantities.get(answer.getKey()), row.quantity(), when);
      }
      for (Map.Entry<String, Long> answer : answered.entrySet()) {
        String key = answer.getKey();
        assertEquals(answer.getValue(), order.buy(key, "Tux", quantities.get(key)), when);
      }
      shop.assertAgree();
    }
  }
}
