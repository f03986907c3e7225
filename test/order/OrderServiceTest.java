package order;

import static catalog.RunningCatalog.code;
import static common.rpc.RpcServer.MAX_PER_CALL;
import static io.grpc.Status.Code.ALREADY_EXISTS;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.OK;
import static io.grpc.Status.Code.UNAVAILABLE;
import static order.RunningOrder.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static rpc.purchase.Refusal.BAD_QUANTITY;
import static rpc.purchase.Refusal.BAD_REQUEST;
import static rpc.purchase.Refusal.INSUFFICIENT_STOCK;
import static rpc.purchase.Refusal.REFUSAL_UNSPECIFIED;
import static rpc.purchase.Refusal.UNKNOWN_TOY;

import common.journal.FaultyDisk;
import common.process.StartException;
import common.testing.Await;
import common.testing.RpcServerContract;
import io.grpc.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rpc.order.BuyOutcome;
import rpc.order.BuyRequest;
import rpc.order.OrderGrpc;
import rpc.order.OrderRecord;
import rpc.purchase.Refusal;

final class OrderServiceTest {
  @TempDir Path folder;
  @AutoClose private RunningStore shop;
  private RunningOrder order;

  @BeforeEach
  void open() throws Exception {
    shop = RunningStore.withToys(folder);
    order = shop.order;
  }

  private static OrderRecord record(long number, String name, int quantity) {
    return OrderRecord.newBuilder()
        .setOrderNumber(number)
        .setName(name)
        .setQuantity(quantity)
        .build();
  }

  @Nested
  final class Buying {
    @Test
    void buy_numbersCountFromZero_andTheOrderSaysWhatWasBought() throws Exception {
      assertEquals(0, order.buy("Tux", 7));
      assertEquals(1, order.buy("Käthe", 1));
      assertEquals(record(0, "Tux", 7), order.get(0));
      assertEquals(record(1, "Käthe", 1), order.get(1));
      assertEquals(2, shop.catalog.stock("Käthe"));
      shop.assertAgree();
    }

    @Test
    void buy_answered_isInOrderCsvReadably() throws Exception {
      order.buy("my-key", "Tux", 7);
      List<String> lines = Files.readAllLines(order.file("order.csv"));
      assertEquals("order_number,name,quantity,sale,id,time,crc32c", lines.get(0));
      assertTrue(
          lines.get(1).matches("0,Tux,7,0,k-my-key,\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z,[0-9a-f]{8}"),
          lines.get(1));
      assertEquals(2, lines.size());
    }

    @ParameterizedTest
    @CsvSource({"Nope, 1, NOT_FOUND", "tux, 1, NOT_FOUND", "Fox, 6, FAILED_PRECONDITION"})
    void buy_refusedByTheCatalog_isRefusedAndNoOrder(
        String name, int quantity, io.grpc.Status.Code why) throws Exception {
      assertEquals(why, code(() -> order.buy(name, quantity)));
      assertEquals(why, code(() -> order.buy("key", name, quantity)));
      assertEquals(List.of(), order.rows());
      assertEquals(0, order.buy("Fox", 5), "a refusal takes no number");
      shop.assertAgree();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void buy_quantityBelowOne_isInvalid(int quantity) {
      assertEquals(INVALID_ARGUMENT, code(() -> order.buy("Tux", quantity)));
      assertEquals(INVALID_ARGUMENT, code(() -> order.buy("key", "Tux", quantity)));
      assertEquals(List.of(), order.rows());
    }

    @Test
    void buy_emptyName_isInvalid() {
      assertEquals(INVALID_ARGUMENT, code(() -> order.buy("", 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "ä", "tab\t"})
    void buy_keyThatIsNotVisibleAscii_isInvalidAndNothingIsSold(String key) {
      assertEquals(INVALID_ARGUMENT, code(() -> order.buy(key, "Tux", 1)));
      BuyRequest request =
          BuyRequest.newBuilder().setRequestId(key).setName("Tux").setQuantity(1).build();
      assertEquals(INVALID_ARGUMENT, code(() -> order.buy(request)));
      assertEquals(RunningStore.TUX, shop.catalog.stock("Tux"));
    }

    @Test
    void buy_manyThreads_numbersHaveNoGapAndKeepTheirMeaning() throws Exception {
      Map<Long, Integer> answered = new ConcurrentHashMap<>();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int quantity = t + 1;
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < 50; i++) {
                    answered.put(order.buy("Tux", quantity), quantity);
                    code(() -> order.buy("Nope", quantity));
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(400, answered.size());
      for (long number = 0; number < 400; number++) {
        assertEquals(record(number, "Tux", answered.get(number)), order.get(number));
      }
      shop.assertAgree();
    }

    @Test
    void buy_manyThreadsForTheLastPieces_areAsManyOrdersAsPieces() throws Exception {
      List<CompletableFuture<Long>> answers =
          IntStream.range(0, 40).mapToObj(i -> order.buyLater("", "Fox", 1)).toList();
      int sold = 0;
      for (CompletableFuture<Long> answer : answers) {
        io.grpc.Status.Code code = code(answer);
        sold += code == OK ? 1 : 0;
        assertTrue(code == OK || code == FAILED_PRECONDITION, code.toString());
      }
      assertEquals(5, sold);
      assertEquals(0, shop.catalog.stock("Fox"));
      shop.assertAgree();
    }
  }

  @Nested
  final class Getting {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void get_noSuchOrder_isNotFound(long number) {
      order.buy("Tux", 1);
      assertEquals(NOT_FOUND, code(() -> order.get(number)));
    }

    @Test
    void get_orderThatIsNotOnDiskYet_isNotFound() throws Exception {
      FaultyDisk.Hold force = order.disk().hold(FaultyDisk.Operation.FORCE, "order.csv");
      CompletableFuture<Long> answer = order.buyLater("", "Tux", 1);
      force.awaitReached();
      assertEquals(NOT_FOUND, code(() -> order.get(0)));
      assertFalse(answer.isDone());
      force.release();
      assertEquals(0, answer.get(20, TimeUnit.SECONDS));
      assertEquals(record(0, "Tux", 1), order.get(0));
    }

    @Test
    void get_afterARestart_isTheSame() throws Exception {
      for (int i = 0; i < 300; i++) {
        order.buyLater("", "Tux", 1 + i % 3);
      }
      Await.until("all are bought", () -> order.rows().size() == 300);
      List<OrderRecord> before = IntStream.range(0, 300).mapToObj(i -> order.get(i)).toList();
      order.restart();
      assertEquals(before, IntStream.range(0, 300).mapToObj(i -> order.get(i)).toList());
      assertEquals(300, order.buy("Tux", 1));
    }
  }

  @Nested
  final class BuyingMany {
    @Test
    void buyMany_eachPurchaseHasItsOwnOutcome_inTheOrderOfTheQuestions() throws Exception {
      assertEquals(0, order.buy("used", "Tux", 1));
      List<BuyOutcome> outcomes =
          order.buy(
              List.of(
                  request("", "Tux", 7),
                  request("", "Nope", 1),
                  request("", "Fox", 1000),
                  request("", "Fox", 0),
                  request("no key", "Fox", 1),
                  request("", "", 1),
                  request("used", "Tux", 1),
                  request("used", "Tux", 2),
                  request("new", "Fox", 1),
                  request("new", "Fox", 1),
                  request("new", "Fox", 2)));
      assertEquals(
          List.of(
              REFUSAL_UNSPECIFIED,
              UNKNOWN_TOY,
              INSUFFICIENT_STOCK,
              BAD_QUANTITY,
              BAD_REQUEST,
              BAD_REQUEST,
              REFUSAL_UNSPECIFIED,
              Refusal.KEY_REUSED,
              REFUSAL_UNSPECIFIED,
              REFUSAL_UNSPECIFIED,
              Refusal.KEY_REUSED),
          outcomes.stream().map(BuyOutcome::getRefusal).toList());
      assertEquals(record(1, "Tux", 7), order.get(outcomes.get(0).getOrderNumber()));
      assertEquals(0, outcomes.get(6).getOrderNumber());
      assertEquals(record(2, "Fox", 1), order.get(outcomes.get(8).getOrderNumber()));
      assertEquals(outcomes.get(8), outcomes.get(9));
      assertEquals(3, order.rows().size());
      shop.assertAgree();
    }

    @Test
    void buyMany_asManyAsACallCarries_areAsManyOrders_andOneMoreIsNone() throws Exception {
      List<BuyRequest> most =
          IntStream.range(0, MAX_PER_CALL).mapToObj(i -> request("key-" + i, "Tux", 1)).toList();
      List<BuyOutcome> outcomes = order.buy(most);
      assertEquals(
          LongStream.range(0, MAX_PER_CALL).boxed().toList(),
          outcomes.stream().map(BuyOutcome::getOrderNumber).sorted().toList());
      assertEquals(outcomes, order.buy(most));

      List<BuyRequest> more = new ArrayList<>(most);
      more.add(request("one-more", "Tux", 1));
      assertEquals(INVALID_ARGUMENT, code(() -> order.buy(more)));
      assertEquals(MAX_PER_CALL, order.rows().size());
      shop.assertAgree();
    }

    @Test
    void buyMany_catalogAway_nobodyIsToldThatItIsSold_andTheSameCallAgainTells() throws Exception {
      List<BuyRequest> purchases = List.of(request("a", "Tux", 1), request("b", "Fox", 1));
      shop.catalog.kill();
      for (BuyOutcome outcome : order.buy(purchases)) {
        // Not ready, if the call was never sent.
        assertTrue(
            List.of(Refusal.UNKNOWN_OUTCOME, Refusal.NOT_READY).contains(outcome.getRefusal()));
      }
      shop.catalog.start();
      Await.until(
          "it sells again",
          () -> order.buy(purchases).stream().allMatch(outcome -> outcome.hasOrderNumber()));
      assertEquals(2, order.rows().size());
      shop.assertAgree();
    }
  }

  @Nested
  final class Keys {
    @Test
    void buy_sameKeyAndBody_isTheSameOrder() throws Exception {
      assertEquals(0, order.buy("key", "Tux", 7));
      assertEquals(1, order.buy("Tux", 1));
      assertEquals(0, order.buy("key", "Tux", 7));
      assertEquals(RunningStore.TUX - 8, shop.catalog.stock("Tux"));
      shop.assertAgree();
    }

    @ParameterizedTest
    @CsvSource({"Tux, 8", "Fox, 7", "Nope, 7", "Tux, 0", "Tux, 100001"})
    void buy_sameKeyOtherBody_isRefusedAlsoAfterARestart(String name, int quantity)
        throws Exception {
      order.buy("key", "Tux", 7);
      assertEquals(ALREADY_EXISTS, code(() -> order.buy("key", name, quantity)));
      order.restart();
      assertEquals(ALREADY_EXISTS, code(() -> order.buy("key", name, quantity)));
      assertEquals(0, order.buy("key", "Tux", 7));
      shop.assertAgree();
    }

    @ParameterizedTest
    @CsvSource({
      "Nope, 1, NOT_FOUND",
      "Fox, 6, FAILED_PRECONDITION",
      "Tux, 0, INVALID_ARGUMENT",
      "Tux, -1, INVALID_ARGUMENT"
    })
    void buy_sameKeyAfterARefusal_isTheSameRefusalThoughItCouldBeSoldNow(
        String name, int quantity, io.grpc.Status.Code why) throws Exception {
      assertEquals(why, code(() -> order.buy("key", name, quantity)));
      shop.catalog.stop();
      shop.catalog.toys("Tux,15.99," + RunningStore.TUX, "Fox,1,50", "Nope,1,50").start();
      assertEquals(why, code(() -> order.buy("key", name, quantity)));
      assertEquals(ALREADY_EXISTS, code(() -> order.buy("key", "Tux", 1)));
      order.restart();
      assertEquals(why, code(() -> order.buy("key", name, quantity)));
      assertEquals(ALREADY_EXISTS, code(() -> order.buy("key", "Tux", 1)));
      order.disk().cutPower();
      order.restart();
      assertEquals(why, code(() -> order.buy("key", name, quantity)));
      assertEquals(0, order.buy("other", "Fox", 6));
      shop.assertAgree();
    }

    @Test
    void buy_keyOverAKillAndAPowerCut_isTheSameOrder() throws Exception {
      order.buy("Tux", 1);
      assertEquals(1, order.buy("key", "Tux", 7));
      order.restart();
      assertEquals(1, order.buy("key", "Tux", 7));
      order.disk().cutPower();
      shop.catalog.disk().cutPower();
      order.restart();
      shop.catalog.restart();
      assertEquals(1, order.buy("key", "Tux", 7));
      shop.assertAgree();
    }

    @Test
    void buy_sameKeyByManyAtOnce_isOneSale() throws Exception {
      FaultyDisk.Hold force = shop.catalog.disk().hold(FaultyDisk.Operation.FORCE, "sales.csv");
      List<CompletableFuture<Long>> answers =
          IntStream.range(0, 30).mapToObj(i -> order.buyLater("key", "Tux", 7)).toList();
      force.awaitReached();
      assertEquals(
          ALREADY_EXISTS, code(() -> order.buy("key", "Tux", 8)), "while it is on its way");
      force.release();
      for (CompletableFuture<Long> answer : answers) {
        assertEquals(0, answer.get(20, TimeUnit.SECONDS));
      }
      assertEquals(1, shop.catalog.journalled().size());
      shop.assertAgree();
    }

    @Test
    void buy_keysAndRequestIds_areNotMixedUp() throws Exception {
      BuyRequest request =
          BuyRequest.newBuilder().setRequestId("same").setName("Tux").setQuantity(1).build();
      assertEquals(0, order.buy("same", "Tux", 1));
      assertEquals(1, order.buy(request));
      assertEquals(1, order.buy(request), "the frontend repeats a call that got lost");
      assertEquals(0, order.buy("same", "Tux", 1));
      order.restart();
      assertEquals(1, order.buy(request));
      shop.assertAgree();
    }

    @Test
    void buy_longestKeyAndStrangestSigns_work() throws Exception {
      String longest = "x".repeat(255);
      String signs = "\"a,b\"\"c'\\%00{}";
      assertEquals(0, order.buy(longest, "Tux", 1));
      assertEquals(1, order.buy(signs, "Tux", 1));
      assertEquals(NOT_FOUND, code(() -> order.buy("," + signs, "Nope", 1)));
      order.restart();
      assertEquals(0, order.buy(longest, "Tux", 1));
      assertEquals(1, order.buy(signs, "Tux", 1));
      assertEquals(NOT_FOUND, code(() -> order.buy("," + signs, "Nope", 1)));
      assertEquals(INVALID_ARGUMENT, code(() -> order.buy(longest + "x", "Tux", 1)));
      shop.assertAgree();
    }
  }

  @Nested
  final class CatalogDown {
    @Test
    void buy_isUnavailableSoon_andWorksWhenItIsBack() throws Exception {
      order.buy("Tux", 1);
      shop.catalog.kill();
      long start = System.nanoTime();
      assertEquals(UNAVAILABLE, code(() -> order.buy("key", "Tux", 7)));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.toMillis() < 5000, "it took " + took);
      assertEquals(record(0, "Tux", 1), order.get(0), "what is known is told");

      shop.catalog.start();
      Await.until("it sells again", () -> code(() -> order.buy("key", "Tux", 7)) == OK);
      assertEquals(1, order.buy("key", "Tux", 7));
      shop.assertAgree();
    }

    @Test
    void buy_catalogThatDoesNotAnswer_isUnavailableAfterABound() throws Exception {
      shop.link.swallowReplies();
      long start = System.nanoTime();
      assertEquals(UNAVAILABLE, code(() -> order.buy("Tux", 7)));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.toMillis() < 6000, "it took " + took);
      shop.link.breakConnections();
      shop.assertAgree();
    }

    @Test
    void buy_keyAnsweredBefore_isAnsweredWithoutTheCatalog() {
      order.buy("key", "Tux", 7);
      assertEquals(NOT_FOUND, code(() -> order.buy("refused", "Nope", 1)));
      shop.catalog.kill();
      assertEquals(0, order.buy("key", "Tux", 7));
      assertEquals(NOT_FOUND, code(() -> order.buy("refused", "Nope", 1)));
      assertEquals(INVALID_ARGUMENT, code(() -> order.buy("Tux", 0)));
    }

    @Test
    void start_withoutTheCatalog_servesWhatItKnows() throws Exception {
      order.buy("Tux", 7);
      shop.catalog.kill();
      order.restart();
      assertEquals(record(0, "Tux", 7), order.get(0));
      assertEquals(UNAVAILABLE, code(() -> order.buy("Tux", 1)));
      shop.catalog.start();
      Await.until("it sells again", () -> code(() -> order.buy("Tux", 1)) == OK);
    }
  }

  @Nested
  final class Server implements RpcServerContract {
    @Override
    public Channel channel() {
      return order.channel();
    }

    @Override
    public String serviceName() {
      return OrderGrpc.SERVICE_NAME;
    }
  }

  @Nested
  final class Lifecycle {
    @Test
    void start_folderOfARunningOrderService_isRefused() {
      try (RunningOrder second = new RunningOrder(folder, shop.link.port())) {
        assertEquals(
            "another order service works on the data folder "
                + folder
                + "; stop it, or set DATA_DIR to another folder",
            assertThrows(StartException.class, second::start).getMessage());
      }
      assertEquals(0, order.buy("Tux", 1));
    }

    @Test
    void stop_underLoad_everyAnsweredPurchaseIsOnDisk() throws Exception {
      Map<Long, String> answered = new ConcurrentHashMap<>();
      List<Thread> buyers = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int buyer = t;
        buyers.add(
            new Thread(
                () -> {
                  for (int i = 0; ; i++) {
                    String key = buyer + "." + i;
                    try {
                      answered.put(order.buyLater(key, "Tux", 1).get(20, TimeUnit.SECONDS), key);
                    } catch (Exception e) {
                      return;
                    }
                  }
                }));
      }
      buyers.forEach(Thread::start);
      Await.until("the load runs", () -> answered.size() > 100);

      order.stop();

      for (Thread buyer : buyers) {
        buyer.join();
      }
      List<OrderRow> rows = order.rows();
      answered.forEach((number, key) -> assertEquals("k-" + key, rows.get(number.intValue()).id()));
    }
  }
}
