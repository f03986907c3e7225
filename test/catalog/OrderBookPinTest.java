package catalog;

import static catalog.RunningCatalog.ORDER_BOOK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One catalog sells for one order book, and only while neither is an older copy. */
final class OrderBookPinTest {
  private static final String OTHER = "ffffffffffffffffffffffffffffffff";

  @TempDir Path folder;
  @AutoClose private RunningCatalog catalog;

  @BeforeEach
  void write() throws Exception {
    catalog = new RunningCatalog(folder).toys("Tux,15.99,100").withOrderService();
  }

  private String refusal(String orderBook, long recordedBelow, long nextSale) {
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () -> catalog.acknowledge(orderBook, recordedBelow, nextSale));
    assertEquals(Status.Code.FAILED_PRECONDITION, refused.getStatus().getCode());
    return refused.getStatus().getDescription();
  }

  @Test
  void firstOrderBook_isPinned_andAnyOtherIsRefused_alsoAfterAKill() throws Exception {
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 0, 0);
    assertTrue(refusal(OTHER, 0, 0).contains("stop the second order service"));
    catalog.restart();
    assertTrue(refusal(OTHER, 0, 0).contains(ORDER_BOOK));
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
    assertEquals(501, catalog.buy("r-2", "Tux", 1).getNumber());
    assertEquals(98, catalog.stock("Tux"));
  }

  @Test
  void newCatalogue_killedBeforeItsFirstSale_startsAgain() throws Exception {
    catalog.start();
    catalog.acknowledge(ORDER_BOOK, 500, 500);
    catalog.restart();
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
}
