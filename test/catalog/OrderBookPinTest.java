package catalog;

import static catalog.RunningCatalog.ORDER_BOOK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.journal.FaultyDisk;
import common.process.StartException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import rpc.catalog.OrderBook;
import rpc.catalog.Sale;

/** One catalog sells for one order book, and only while neither is an older copy. */
final class OrderBookPinTest {
  private static final String OTHER = "ffffffffffffffffffffffffffffffff";
  private static final String PIN = "order-book.pinned";

  @TempDir Path folder;
  @AutoClose private RunningCatalog catalog;

  @BeforeEach
  void write() throws Exception {
    catalog = new RunningCatalog(folder).toys("Tux,15.99,100").withOrderService();
  }

  private String refusal(String orderBook, long recordedBelow, long nextSale) {
    return refusal(RunningCatalog.orderBook(orderBook, nextSale), recordedBelow);
  }

  private String refusal(OrderBook orderBook, long recordedBelow) {
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class, () -> catalog.acknowledge(orderBook, recordedBelow));
    assertEquals(Status.Code.FAILED_PRECONDITION, refused.getStatus().getCode());
    return refused.getStatus().getDescription();
  }

  private void start() throws Exception {
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 0, 0);
  }

  private void sell(int sales) {
    for (int i = 0; i < sales; i++) {
      catalog.buy("r-" + i, "Tux", 1);
    }
  }

  /** An order book with a last order. */
  private static OrderBook bookUpTo(Sale last) {
    return RunningCatalog.orderBook(ORDER_BOOK, last.getNumber() + 1).toBuilder()
        .setLast(last)
        .build();
  }

  @Test
  void firstOrderBook_isPinned_andAnyOtherIsRefused_alsoAfterAKill() throws Exception {
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 0, 0);
    assertTrue(refusal(OTHER, 0, 0).contains("stop the second order service"));
    catalog.restart();
    assertTrue(refusal(OTHER, 0, 0).contains("order-book.pinned"));
    catalog.acknowledge(ORDER_BOOK, 0, 0);
  }

  @Test
  void pinDeleted_theNextOrderBookIsPinned() throws Exception {
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 0, 0);
    catalog.stop();
    Files.delete(folder.resolve("order-book.pinned"));
    catalog.start();
    catalog.acknowledge(OTHER, 0, 0);
    refusal(ORDER_BOOK, 0, 0);
  }

  /** Otherwise its sale could get a number that the order book gave to another one. */
  @Test
  void buy_beforeAnyOrderBook_isRefused() throws Exception {
    catalog.start();
    assertEquals(Status.Code.UNAVAILABLE, RunningCatalog.code(() -> catalog.buy("r-1", "Tux", 1)));
    assertEquals(100, catalog.stock("Tux"));
  }

  /** The order book knows sales up to 499; this catalogue is new. */
  @Test
  void newCatalogue_goesOnAboveTheSalesOfTheOrderBook_alsoAfterAKill() throws Exception {
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 480, 500);
    assertEquals(500, catalog.buy("r-1", "Tux", 1).getNumber());
    catalog.restart();
    catalog.acknowledge(ORDER_BOOK, 501, 501);
    assertEquals(501, catalog.buy("r-2", "Tux", 1).getNumber());
    assertEquals(98, catalog.stock("Tux"));
  }

  @Test
  void newCatalogue_killedBeforeItsFirstSale_startsAgain() throws Exception {
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 500, 500);
    catalog.restart();
    catalog.acknowledge(ORDER_BOOK, 500, 500);
    assertEquals(500, catalog.buy("r-1", "Tux", 1).getNumber());
  }

  @ParameterizedTest
  @ValueSource(longs = {-2, OrderBookPin.MAX_SKIP + 1, 1L << 53, Long.MAX_VALUE})
  void numberThatNoOrderBookHas_isRefused_andSellingGoesOn(long nextSale) throws Exception {
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 0, 0);
    refusal(ORDER_BOOK, Math.min(0, nextSale), nextSale);
    assertEquals(0, catalog.buy("r-1", "Tux", 1).getNumber());
  }

  @Test
  void acknowledge_moreThanTheOrderBookHas_isRefused() throws Exception {
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 0, 0);
    assertEquals(
        Status.Code.INVALID_ARGUMENT,
        RunningCatalog.code(() -> catalog.acknowledge(ORDER_BOOK, 1, 0)));
  }

  @Test
  void olderCopyOfTheCatalogue_isRefused() throws Exception {
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 0, 0);
    catalog.buy("r-1", "Tux", 1);
    catalog.stop();
    List<String> files = List.of("catalog.csv", "sales.csv");
    for (String file : files) {
      Files.copy(folder.resolve(file), folder.resolve(file + ".copy"));
    }
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 1, 1);
    catalog.buy("r-2", "Tux", 1);
    catalog.acknowledge(ORDER_BOOK, 2, 2);
    catalog.stop();
    for (String file : files) {
      Files.delete(folder.resolve(file));
      Files.move(folder.resolve(file + ".copy"), folder.resolve(file));
    }
    catalog.start();
    assertTrue(refusal(ORDER_BOOK, 2, 2).contains("the catalogue is an older copy"));
    assertEquals(99, catalog.stock("Tux"), "it can be looked at");
  }

  @Test
  void olderCopyOfTheOrderBook_whoseSalesAreStillThere_getsThemAgain() throws Exception {
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 0, 0);
    for (int i = 0; i < 3; i++) {
      catalog.buy("r-" + i, "Tux", 1);
    }
    catalog.acknowledge(ORDER_BOOK, 3, 3);
    catalog.acknowledge(ORDER_BOOK, 1, 1);
    assertEquals(2, catalog.sales(1).getSalesCount());
    catalog.restart();
    catalog.acknowledge(ORDER_BOOK, 0, 0);
    assertEquals(3, catalog.sales(0).getSalesCount());
  }

  @Test
  void olderCopyOfTheOrderBook_whoseSalesAreGone_isRefused() throws Exception {
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 0, 0);
    catalog.stop();
    Files.delete(folder.resolve("sales.csv"));
    Files.delete(folder.resolve("catalog.csv"));
    catalog.toys("Tux,15.99,100");
    SalesFiles.write(folder.resolve("sales.csv"), 10, 20);
    catalog.start();
    assertTrue(refusal(ORDER_BOOK, 9, 9).contains("order.csv is an older copy"));
    catalog.acknowledge(ORDER_BOOK, 10, 10);
  }

  /** The pin on the disk alone does not do: this may be an older copy of the catalogue. */
  @Test
  void afterAStart_nothingIsSoldOrChanged_beforeTheOrderBookHasBeenInTouch() throws Exception {
    start();
    sell(1);
    catalog.restart();
    assertEquals(Status.Code.UNAVAILABLE, RunningCatalog.code(() -> catalog.buy("r-1", "Tux", 1)));
    assertEquals(
        Status.Code.UNAVAILABLE, RunningCatalog.code(() -> catalog.change("c", "Tux", 1, null)));
    assertEquals(
        Status.Code.FAILED_PRECONDITION, RunningCatalog.code(() -> catalog.sales(ORDER_BOOK, 0)));
    assertEquals(99, catalog.stock("Tux"));
    catalog.acknowledge(ORDER_BOOK, 1, 1);
    assertEquals(1, catalog.buy("r-1", "Tux", 1).getNumber());
  }

  /** The order service may come back with an older copy while the catalog goes on. */
  @Test
  void olderCopyOfTheOrderBook_whileTheCatalogRuns_isRefusedTheSame() throws Exception {
    Files.writeString(
        folder.resolve("catalog.csv"),
        "name,price,quantity,sold,from_sale,to_sale\nTux,15.99,80,20,0,20\n");
    SalesFiles.write(folder.resolve("sales.csv"), 10, 20);
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 20, 20);
    assertTrue(refusal(ORDER_BOOK, 9, 9).contains("order.csv is an older copy"));
  }

  /**
   * Its sales 3 and 4 are in the stock, but not in the journal: they must not lose their orders.
   */
  @Test
  void olderCopyOfTheJournal_isNoJournalOfTheSalesThatItLacks() throws Exception {
    start();
    sell(3);
    catalog.stop();
    byte[] older = Files.readAllBytes(folder.resolve("sales.csv"));
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 0, 0);
    catalog.buy("r-3", "Tux", 1);
    Sale last = catalog.buy("r-4", "Tux", 1);
    catalog.stop();
    Files.write(folder.resolve("sales.csv"), older);
    catalog.start();
    assertTrue(refusal(ORDER_BOOK, 3, 3).contains("sales.csv, if that was lost"));
    catalog.acknowledge(bookUpTo(last), 5);
    assertEquals(5, catalog.buy("r-5", "Tux", 1).getNumber());
  }

  @Test
  void filesOfAnotherStore_areToldByTheLastOrder() throws Exception {
    start();
    sell(5);
    Sale third = catalog.sales(2).getSales(0);
    catalog.acknowledge(bookUpTo(third), 3);
    catalog.restart();
    for (Sale other :
        List.of(
            third.toBuilder().setId("r-other").build(),
            third.toBuilder().setName("Fox").build(),
            third.toBuilder().setQuantity(2).build())) {
      assertTrue(refusal(bookUpTo(other), 3).contains("not of the same store"));
    }
    catalog.acknowledge(bookUpTo(third), 3);
  }

  /** Both have copies of one folder, and so one identity. */
  @Test
  void secondRunOfOneOrderBook_isServed_andTheFirstIsRefusedFromThenOn() throws Exception {
    catalog.start();
    OrderBook first = RunningCatalog.orderBook(ORDER_BOOK, 0).toBuilder().setRun("1").build();
    OrderBook second = first.toBuilder().setRun("2").build();
    catalog.acknowledge(first, 0);
    catalog.acknowledge(second, 0);
    assertTrue(refusal(first, 0).contains("stop one of the two"));
    catalog.acknowledge(second, 0);
  }

  /** The first hung, and speaks to a catalog that has started meanwhile and knows of no run. */
  @Test
  void earlierTermOfOneOrderBook_isRefused_evenIfItIsHeardLast() throws Exception {
    catalog.start();
    OrderBook old =
        RunningCatalog.orderBook(ORDER_BOOK, 0).toBuilder().setRun("1").setTerm(7).build();
    OrderBook leader = old.toBuilder().setRun("2").setTerm(9).build();
    catalog.acknowledge(leader, 0);
    assertTrue(refusal(old, 0).contains("another order service leads"));
    catalog.acknowledge(leader, 0);
    catalog.restart();
    catalog.acknowledge(old, 0);
    catalog.acknowledge(leader, 0);
    assertTrue(refusal(old, 0).contains("another order service leads"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "0123", "not an order book's identity", "\0\0\0\0"})
  void pinWithoutAnId_isRefusedAtTheStart_insteadOfAnswersThatMakeNoSense(String content)
      throws Exception {
    start();
    catalog.stop();
    Files.writeString(folder.resolve(PIN), content);
    String sentence = assertThrows(StartException.class, catalog::start).getMessage();
    assertTrue(sentence.startsWith(folder.resolve(PIN) + " does not hold the id"), sentence);
    assertEquals(content, Files.readString(folder.resolve(PIN)));
  }

  /** There was a store: the toys that come with it must not be sold a second time. */
  @Test
  void pinWithoutACatalogue_isRefusedAtTheStart() throws Exception {
    start();
    catalog.stop();
    Files.delete(folder.resolve("catalog.csv"));
    Files.delete(folder.resolve("sales.csv"));
    String sentence = assertThrows(StartException.class, catalog::start).getMessage();
    assertTrue(sentence.contains("catalog.csv is missing"), sentence);
  }

  @Test
  void lossAccepted_theCatalogueCountsFromTheSalesThatAreLeft() throws Exception {
    Files.writeString(
        folder.resolve("catalog.csv"),
        "name,price,quantity,sold,from_sale,to_sale\nTux,15.99,80,20,0,20\n");
    SalesFiles.write(folder.resolve("sales.csv"), 12, 20);
    catalog.start();
    catalog.acknowledge(OTHER, 0, 0);
    assertEquals("Tux,15.99,80,8,12,20", catalog.catalogue().get(1));
    assertEquals(12, catalog.sales(0).getSales(0).getNumber());
  }

  /** The first contact of an order book that knows an earlier catalogue, cut short anywhere. */
  @Nested
  final class FirstContact {
    static Stream<Arguments> steps() {
      return Stream.of("catalog.csv.tmp", PIN + ".tmp")
          .flatMap(
              file ->
                  Stream.of(
                          FaultyDisk.Operation.OPEN,
                          FaultyDisk.Operation.WRITE,
                          FaultyDisk.Operation.FORCE,
                          FaultyDisk.Operation.RENAME)
                      .map(operation -> Arguments.of(operation, file)));
    }

    private void goesOn() {
      catalog.acknowledge(ORDER_BOOK, 500, 500);
      assertEquals(500, catalog.buy("r-1", "Tux", 1).getNumber());
    }

    private void assertStockIsRightAfterAKill() throws Exception {
      catalog.disk().failAll(FaultyDisk.Operation.OPEN, "catalog.csv.tmp");
      catalog.buy("r-2", "Tux", 1);
      catalog.restart();
      assertEquals(98, catalog.stock("Tux"));
      catalog.acknowledge(ORDER_BOOK, 500, 500);
      assertEquals(502, catalog.buy("r-3", "Tux", 1).getNumber());
    }

    @ParameterizedTest
    @MethodSource("steps")
    void failing_sellsNothing_andIsTriedAgain(FaultyDisk.Operation operation, String file)
        throws Exception {
      catalog.start();
      catalog.disk().failNext(operation, file);
      assertEquals(
          Status.Code.UNAVAILABLE,
          RunningCatalog.code(() -> catalog.acknowledge(ORDER_BOOK, 500, 500)));
      assertEquals(
          Status.Code.UNAVAILABLE, RunningCatalog.code(() -> catalog.buy("r-1", "Tux", 1)));
      goesOn();
      assertStockIsRightAfterAKill();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void killed_isBegunAgain(FaultyDisk.Operation operation, String file) throws Exception {
      catalog.start();
      catalog.disk().failNext(operation, file);
      RunningCatalog.code(() -> catalog.acknowledge(ORDER_BOOK, 500, 500));
      catalog.restart();
      goesOn();
      assertStockIsRightAfterAKill();
    }

    @Test
    void neverMade_leavesTheFileOfThePersonAsItIs() throws Exception {
      String before = Files.readString(folder.resolve("catalog.csv"));
      for (int i = 0; i < 2; i++) {
        catalog.start();
        catalog.stop();
      }
      assertEquals(before, Files.readString(folder.resolve("catalog.csv")));
      catalog.start();
      goesOn();
    }
  }
}
