package catalog;

import static catalog.RunningCatalog.code;
import static catalog.RunningCatalog.request;
import static common.rpc.RpcServer.MAX_PER_CALL;
import static io.grpc.Status.Code.ALREADY_EXISTS;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static rpc.purchase.Refusal.BAD_QUANTITY;
import static rpc.purchase.Refusal.BAD_REQUEST;
import static rpc.purchase.Refusal.INSUFFICIENT_STOCK;
import static rpc.purchase.Refusal.REFUSAL_UNSPECIFIED;
import static rpc.purchase.Refusal.UNKNOWN_TOY;

import common.process.StartException;
import common.testing.Await;
import common.testing.RpcServerContract;
import io.grpc.Channel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rpc.catalog.BuyRequest;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.Sale;
import rpc.catalog.SaleOutcome;
import rpc.catalog.SalesReply;
import rpc.catalog.Toy;
import rpc.purchase.Refusal;

final class CatalogServiceTest {
  @TempDir Path folder;
  @AutoClose private RunningCatalog catalog;

  @BeforeEach
  void start() throws Exception {
    catalog =
        new RunningCatalog(folder)
            .toys("Tux,15.99,100", "Rubik's Cube,11.95,3", "\"Train, red\",119,1", "Käthe,8.5,0");
    catalog.start();
  }

  @Nested
  final class Reading {
    @Test
    void query_toy_hasPriceInCentsAndStock() {
      Toy expected = Toy.newBuilder().setName("Tux").setPriceCents(1599).setQuantity(100).build();
      assertEquals(expected, catalog.query("Tux"));
      assertEquals(850, catalog.query("Käthe").getPriceCents());
      assertEquals(11900, catalog.query("Train, red").getPriceCents());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Nope", "tux", "Tux ", "TUX", "Tu", "name"})
    void query_otherName_isNotFound(String name) {
      assertEquals(NOT_FOUND, code(() -> catalog.query(name)));
    }

    @Test
    void query_emptyName_isInvalid() {
      assertEquals(INVALID_ARGUMENT, code(() -> catalog.query("")));
    }

    @Test
    void list_isInTheOrderOfTheCatalogue_alsoAfterSalesAndARestart() throws Exception {
      List<String> order = List.of("Tux", "Rubik's Cube", "Train, red", "Käthe");
      assertEquals(order, names());
      catalog.buy("r-1", "Rubik's Cube", 3);
      catalog.restart();
      assertEquals(order, names());
      assertEquals(0, catalog.stock("Rubik's Cube"));
    }

    private List<String> names() {
      return catalog.list().stream().map(Toy::getName).toList();
    }
  }

  @Nested
  final class Buying {
    @Test
    void buy_takesThePiecesOffAndAnswersWithTheSale() {
      Sale expected =
          Sale.newBuilder().setNumber(0).setId("r-1").setName("Tux").setQuantity(7).build();
      assertEquals(expected, catalog.buy("r-1", "Tux", 7));
      assertEquals(93, catalog.stock("Tux"));
      assertEquals(1, catalog.buy("r-2", "Tux", 1).getNumber());
      assertEquals(92, catalog.stock("Tux"));
    }

    @Test
    void buy_unknownToy_isRefusedAndChangesNothing() throws Exception {
      assertEquals(NOT_FOUND, code(() -> catalog.buy("r-1", "Nope", 1)));
      assertEquals(List.of(), catalog.journalled());
    }

    @ParameterizedTest
    @CsvSource({"Tux, 101", "Tux, 2147483647", "Käthe, 1"})
    void buy_moreThanStock_isRefusedAndChangesNothing(String name, int quantity) throws Exception {
      int before = catalog.stock(name);
      assertEquals(FAILED_PRECONDITION, code(() -> catalog.buy("r-1", name, quantity)));
      assertEquals(before, catalog.stock(name));
      assertEquals(List.of(), catalog.journalled());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void buy_quantityBelowOne_isInvalidAndChangesNothing(int quantity) throws Exception {
      assertEquals(INVALID_ARGUMENT, code(() -> catalog.buy("r-1", "Tux", quantity)));
      assertEquals(100, catalog.stock("Tux"));
      assertEquals(List.of(), catalog.journalled());
    }

    @Test
    void buy_emptyName_isInvalid() {
      assertEquals(INVALID_ARGUMENT, code(() -> catalog.buy("r-1", "", 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "ä", "line\nfeed"})
    void buy_idThatIsNotVisibleAscii_isInvalid(String id) {
      assertEquals(INVALID_ARGUMENT, code(() -> catalog.buy(id, "Tux", 1)));
    }

    @Test
    void buy_noId_getsOneOfItsOwn() {
      String first = catalog.buy("", "Tux", 1).getId();
      String second = catalog.buy("", "Tux", 1).getId();
      assertTrue(first.startsWith("r-"), first);
      assertNotEquals(first, second);
      assertEquals(98, catalog.stock("Tux"));
    }

    @Test
    void buy_lastPieces_areSoldAndThenNoMore() {
      catalog.buy("r-1", "Rubik's Cube", 3);
      assertEquals(0, catalog.stock("Rubik's Cube"));
      assertEquals(FAILED_PRECONDITION, code(() -> catalog.buy("r-2", "Rubik's Cube", 1)));
    }

    @Test
    void buy_manyThreadsForTheLastPieces_sellExactlyTheStock() throws Exception {
      AtomicInteger lowest = new AtomicInteger(Integer.MAX_VALUE);
      Set<Long> numbers = new HashSet<>();
      AtomicInteger refused = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int thread = t;
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < 40; i++) {
                    try {
                      Sale sale = catalog.buy("r-" + thread + "." + i, "Tux", 1);
                      synchronized (numbers) {
                        assertTrue(numbers.add(sale.getNumber()));
                      }
                    } catch (io.grpc.StatusRuntimeException e) {
                      assertEquals(FAILED_PRECONDITION, e.getStatus().getCode());
                      refused.incrementAndGet();
                    }
                    lowest.accumulateAndGet(catalog.stock("Tux"), Math::min);
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(100, numbers.size());
      assertEquals(220, refused.get());
      assertEquals(0, lowest.get());
      assertEquals(0, catalog.stock("Tux"));
      assertEquals(100, catalog.journalled().size());
    }
  }

  @Nested
  final class Many {
    @Test
    void queryMany_isAsManyToysAsNames_inTheirOrder() {
      List<Toy> toys = catalog.query(List.of("Tux", "Nope", "Käthe", "", "Tux"));
      Toy none = Toy.getDefaultInstance();
      Toy tux = catalog.query("Tux");
      assertEquals(List.of(tux, none, catalog.query("Käthe"), none, tux), toys);
    }

    @Test
    void buyMany_eachPurchaseHasItsOwnOutcome_inTheOrderOfTheQuestions() {
      List<SaleOutcome> outcomes =
          catalog.buy(
              List.of(
                  request("r-1", "Tux", 7),
                  request("r-2", "Nope", 1),
                  request("r-3", "Rubik's Cube", 2),
                  request("r-4", "Rubik's Cube", 2),
                  request("r-5", "Tux", 0),
                  request("no id", "Tux", 1),
                  request("r-1", "Tux", 7),
                  request("r-1", "Tux", 8)));
      assertEquals(
          List.of(
              REFUSAL_UNSPECIFIED,
              UNKNOWN_TOY,
              REFUSAL_UNSPECIFIED,
              INSUFFICIENT_STOCK,
              BAD_QUANTITY,
              BAD_REQUEST,
              REFUSAL_UNSPECIFIED,
              Refusal.KEY_REUSED),
          outcomes.stream().map(SaleOutcome::getRefusal).toList());
      assertEquals(0, outcomes.get(0).getSale().getNumber());
      assertEquals(outcomes.get(0), outcomes.get(6));
      assertEquals("Rubik's Cube", outcomes.get(2).getSale().getName());
      assertEquals(93, catalog.stock("Tux"));
      assertEquals(1, catalog.stock("Rubik's Cube"));
    }

    @Test
    void many_moreThanACallCarries_isRefusedAndChangesNothing() {
      List<BuyRequest> purchases =
          IntStream.rangeClosed(0, MAX_PER_CALL)
              .mapToObj(i -> request("r-" + i, "Tux", 1))
              .toList();
      assertEquals(INVALID_ARGUMENT, code(() -> catalog.buy(purchases)));
      assertEquals(100, catalog.stock("Tux"));
      List<String> names = Collections.nCopies(MAX_PER_CALL + 1, "Tux");
      assertEquals(INVALID_ARGUMENT, code(() -> catalog.query(names)));
      assertEquals(MAX_PER_CALL, catalog.query(names.subList(0, MAX_PER_CALL)).size());
    }
  }

  @Nested
  final class SameId {
    @Test
    void buy_sameIdTwice_isOneSale() throws Exception {
      Sale first = catalog.buy("k-1", "Tux", 7);
      assertEquals(first, catalog.buy("k-1", "Tux", 7));
      assertEquals(93, catalog.stock("Tux"));
      assertEquals(1, catalog.journalled().size());
    }

    @Test
    void buy_sameIdAfterTheStockRanOut_isStillTheFirstSale() {
      Sale first = catalog.buy("k-1", "Rubik's Cube", 3);
      assertEquals(first, catalog.buy("k-1", "Rubik's Cube", 3));
    }

    @ParameterizedTest
    @CsvSource({"Tux, 2", "Rubik's Cube, 1", "Nope, 1"})
    void buy_sameIdForAnotherPurchase_isRefusedAndChangesNothing(String name, int quantity)
        throws Exception {
      catalog.buy("k-1", "Tux", 1);
      assertEquals(ALREADY_EXISTS, code(() -> catalog.buy("k-1", name, quantity)));
      assertEquals(99, catalog.stock("Tux"));
      assertEquals(1, catalog.journalled().size());
      catalog.restart();
      assertEquals(ALREADY_EXISTS, code(() -> catalog.buy("k-1", name, quantity)));
    }

    @Test
    void buy_sameIdAfterAKill_isTheFirstSale() throws Exception {
      Sale first = catalog.buy("k-1", "Tux", 7);
      catalog.restart();
      assertEquals(first, catalog.buy("k-1", "Tux", 7));
      assertEquals(93, catalog.stock("Tux"));
    }

    @Test
    void buy_sameIdAfterARefusal_isDecidedAnew() {
      assertEquals(FAILED_PRECONDITION, code(() -> catalog.buy("k-1", "Tux", 101)));
      assertEquals(0, catalog.buy("k-1", "Tux", 100).getNumber());
    }

    @Test
    void buy_sameIdAtOnceByMany_isOneSale() throws Exception {
      List<CompletableFuture<Sale>> answers =
          IntStream.range(0, 50).mapToObj(i -> catalog.buyLater("k-1", "Tux", 2)).toList();
      for (CompletableFuture<Sale> answer : answers) {
        assertEquals(0, answer.get(20, TimeUnit.SECONDS).getNumber());
      }
      assertEquals(98, catalog.stock("Tux"));
    }
  }

  @Nested
  final class Outbox {
    @Test
    void sales_areThereUntilTheyAreRecorded() {
      catalog.buy("r-1", "Tux", 1);
      Sale second = catalog.buy("r-2", "Tux", 2);
      SalesReply all = catalog.sales(0);
      assertEquals(2, all.getSalesCount());
      assertEquals(2, all.getNext());
      assertEquals(all, catalog.sales(0), "asking alone forgets nothing");
      assertEquals(List.of(second), catalog.sales(1).getSalesList());
      assertEquals(List.of(), catalog.sales(2).getSalesList());
      assertEquals(2, catalog.sales(2).getNext());
    }

    @Test
    void sales_moreThanAPage_comeInPages() throws Exception {
      catalog.stop();
      catalog.toys("Tux,15.99,5000").start();
      for (int i = 0; i < 2500; i++) {
        catalog.buyLater("r-" + i, "Tux", 1);
      }
      Await.until("all are sold", () -> catalog.stock("Tux") == 2500);
      SalesReply page = catalog.sales(0);
      List<Sale> sales = new ArrayList<>(page.getSalesList());
      while (page.getMore()) {
        assertEquals(sales.size(), page.getNext());
        page = catalog.sales(page.getNext());
        sales.addAll(page.getSalesList());
      }
      assertEquals(2500, page.getNext());
      assertEquals(2500, sales.size());
      for (int i = 0; i < 2500; i++) {
        assertEquals(i, sales.get(i).getNumber());
        assertEquals("r-" + i, sales.get(i).getId());
      }
    }

    @Test
    void sales_afterAKill_areThereAgain() throws Exception {
      Sale sale = catalog.buy("r-1", "Tux", 1);
      catalog.restart();
      assertEquals(List.of(sale), catalog.sales(0).getSalesList());
    }

    @Test
    void sales_fromBelowZero_isRefused() {
      assertEquals(INVALID_ARGUMENT, code(() -> catalog.sales(-1)));
    }

    /** It looks like a read, and is one: whatever it asks for, nothing is forgotten. */
    @ParameterizedTest
    @ValueSource(longs = {1, 1000, 9_007_199_254_740_993L, Long.MAX_VALUE})
    void sales_anyNumber_forgetsNothing(long from) {
      catalog.buy("r-1", "Tux", 1);
      catalog.sales(from);
      assertEquals(1, catalog.sales(0).getSalesCount());
      assertEquals(1, catalog.buy("r-2", "Tux", 1).getNumber());
    }
  }

  @Nested
  final class Changing {
    @Test
    void change_pieces_price_andANewToy_areThereAfterAKill() throws Exception {
      assertEquals(150, catalog.change("a", "Tux", 50, null).getQuantity());
      assertEquals(1750, catalog.change("b", "Tux", 0, 1750L).getPriceCents());
      Toy bear = catalog.change("c", "Bear, brown", 20, 750L);
      assertEquals(catalog.query("Bear, brown"), bear);
      catalog.buy("k-1", "Bear, brown", 3);
      for (int i = 0; i < 2; i++) {
        catalog.restart();
        assertEquals(150, catalog.stock("Tux"));
        assertEquals(1750, catalog.query("Tux").getPriceCents());
        assertEquals(17, catalog.stock("Bear, brown"));
        assertEquals(bear.getName(), catalog.list().get(catalog.list().size() - 1).getName());
      }
      catalog.stop();
      catalog.start();
      assertEquals(17, catalog.stock("Bear, brown"));
    }

    @Test
    void change_sameIdAgain_alsoAfterAKill_changesNothing() throws Exception {
      catalog.change("a", "Tux", 50, null);
      catalog.change("a", "Tux", 50, null);
      catalog.restart();
      assertEquals(150, catalog.change("a", "Tux", 50, null).getQuantity());
      assertEquals(ALREADY_EXISTS, code(() -> catalog.change("a", "Tux", 51, null)));
      assertEquals(150, catalog.stock("Tux"));
    }

    @Test
    void change_thatMakesNoSense_isRefusedAndChangesNothing() {
      assertEquals(FAILED_PRECONDITION, code(() -> catalog.change("a", "Tux", -101, null)));
      assertEquals(NOT_FOUND, code(() -> catalog.change("b", "Nope", 1, null)));
      assertEquals(INVALID_ARGUMENT, code(() -> catalog.change("c", "", 1, 1L)));
      assertEquals(INVALID_ARGUMENT, code(() -> catalog.change("d", "Tux", 1, -1L)));
      assertEquals(INVALID_ARGUMENT, code(() -> catalog.change("e", "Tux", 1, Long.MAX_VALUE)));
      assertEquals(INVALID_ARGUMENT, code(() -> catalog.change("f", "A\nB", 1, 1L)));
      assertEquals(INVALID_ARGUMENT, code(() -> catalog.change("g h", "Tux", 1, null)));
      assertEquals(
          INVALID_ARGUMENT, code(() -> catalog.change("i", "Tux", Integer.MIN_VALUE, null)));
      assertEquals(100, catalog.stock("Tux"));
    }

    /** Else a purchase could pass for a change in the journal. */
    @Test
    void buy_underAnIdOfChanges_isRefused() {
      assertEquals(INVALID_ARGUMENT, code(() -> catalog.buy("c-1", "Tux", 1)));
    }

    @Test
    void sales_leaveChangesOut() {
      catalog.buy("r-1", "Tux", 1);
      catalog.change("a", "Tux", 50, null);
      Sale second = catalog.buy("r-2", "Tux", 1);
      assertEquals(2, second.getNumber());
      assertEquals(List.of(second), catalog.sales(1).getSalesList());
      assertEquals(3, catalog.sales(1).getNext());
    }
  }

  @Nested
  final class Server implements RpcServerContract {
    @Override
    public Channel channel() {
      return catalog.channel();
    }

    @Override
    public String serviceName() {
      return CatalogGrpc.SERVICE_NAME;
    }
  }

  @Nested
  final class Lifecycle {
    @Test
    void start_emptyFolder_beginsWithTheToysThatComeWithTheStore() throws Exception {
      try (RunningCatalog fresh = new RunningCatalog(folder.resolve("new/data"))) {
        fresh.start();
        assertEquals(1599, fresh.query("Tux").getPriceCents());
        assertEquals(100, fresh.stock("Tux"));
        assertTrue(fresh.list().size() >= 10);
        fresh.buy("r-1", "Tux", 1);
        fresh.restart();
        assertEquals(99, fresh.stock("Tux"));
      }
    }

    @Test
    void start_folderOfARunningCatalog_isRefusedAndTheFirstGoesOn() {
      try (RunningCatalog second = new RunningCatalog(folder)) {
        StartException refused = assertThrows(StartException.class, second::start);
        assertEquals(
            "another catalog service works on the data folder "
                + folder
                + "; stop it, or set DATA_DIR to another folder",
            refused.getMessage());
      }
      catalog.buy("r-1", "Tux", 1);
    }

    @Test
    void start_portInUse_isRefusedAndTheFolderIsFreeAgain() throws Exception {
      Path other = folder.resolve("other");
      StartException refused =
          assertThrows(
              StartException.class,
              () ->
                  CatalogService.start(
                      new CatalogService.Options(
                          "127.0.0.1", catalog.port(), 2, other, catalog.disk(), 1000, 0, 100),
                      failure -> {}));
      assertEquals(
          "cannot listen on 127.0.0.1:"
              + catalog.port()
              + ": another program uses the port; stop it, or set another port",
          refused.getMessage());
      new RunningCatalog(other).start().close();
    }

    @Test
    void stop_leavesACheckpointWithEverySale() throws Exception {
      catalog.buy("r-1", "Tux", 7);
      catalog.stop();
      assertTrue(
          catalog.catalogue().contains("Tux,15.99,93,7,0,1"), catalog.catalogue().toString());
      catalog.start();
      assertEquals(93, catalog.stock("Tux"));
      assertEquals(1, catalog.buy("r-2", "Tux", 1).getNumber());
    }
  }
}
