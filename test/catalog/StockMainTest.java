package catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.journal.FaultyDisk;
import common.process.Settings;
import common.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code make stock}, and the refills that nobody asks for. */
final class StockMainTest {
  private static final long PATIENCE_MILLIS = 20_000;

  @TempDir Path folder;
  private RunningCatalog catalog;
  private String out;
  private String err;

  @BeforeEach
  void start() throws Exception {
    catalog = new RunningCatalog(folder).toys("Tux,15.99,100", "Fox,1,1").start();
  }

  @AfterEach
  void close() {
    catalog.close();
  }

  private int stock(String... arguments) {
    return stock(PATIENCE_MILLIS, arguments);
  }

  private int stock(long patienceMillis, String... arguments) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    int status =
        StockMain.run(
            new Settings(Map.of("CATALOG_PORT", Integer.toString(catalog.port()))),
            patienceMillis,
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8),
            arguments);
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return status;
  }

  @Nested
  final class Changing {
    @Test
    void pieces_areAddedAndTakenOut_andTheToyIsShown() throws Exception {
      assertEquals(0, stock("Tux", "+50"), err);
      assertEquals("Tux: 150 at 15.99\n", out);
      assertEquals(0, stock("Tux", "-149"), err);
      assertEquals("Tux: 1 at 15.99\n", out);
      catalog.restart();
      assertEquals(1, catalog.stock("Tux"));
    }

    @Test
    void price_isSet_andThePiecesStay() {
      assertEquals(0, stock("Tux", "--price", "17.50"), err);
      assertEquals("Tux: 100 at 17.50\n", out);
    }

    @Test
    void newToy_isThereForAll_alsoAfterAKill() throws Exception {
      assertEquals(0, stock("Bear, brown", "--price", "7.50", "+20"), err);
      assertEquals("Bear, brown: 20 at 7.50\n", out);
      assertEquals(3, catalog.list().size());
      catalog.buy("r-1", "Bear, brown", 5);
      catalog.restart();
      assertEquals(15, catalog.stock("Bear, brown"));
    }

    @Test
    void nameAlone_showsTheToy() {
      assertEquals(0, stock("Fox"));
      assertEquals("Fox: 1 at 1.00\n", out);
      assertEquals(1, stock("Nope"));
      assertEquals("stock: there is no such toy\n", err);
    }

    @Test
    void sameId_isOneChange() {
      assertEquals(0, stock("Tux", "+50", "--id", "monday"), err);
      assertEquals(0, stock("Tux", "+50", "--id", "monday"), err);
      assertEquals(150, catalog.stock("Tux"));
      assertEquals(1, stock("Tux", "+51", "--id", "monday"));
    }

    /** The whole change waits until an order service has been in touch, and is made once. */
    @Test
    void catalogKilledInTheMiddle_theChangeIsRepeatedUntilItIsAnswered_andMadeOnce()
        throws Exception {
      FaultyDisk.Hold force = catalog.disk().hold(FaultyDisk.Operation.FORCE, "sales.csv");
      CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> stock("Tux", "+50"));
      force.awaitReached();
      catalog.restart();
      assertEquals(0, status.get(30, TimeUnit.SECONDS), err);
      assertEquals(150, catalog.stock("Tux"));
    }

    @Test
    void catalogAway_isNoAnswer_andNamesTheIdToAskWith() {
      catalog.kill();
      assertEquals(3, stock(0, "Tux", "+50"));
      assertTrue(err.contains("the same command with --id "), err);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Nope +1, 1, Nope is not changed: there is no such toy",
    "Tux -101, 1, Tux is not changed: there are not that many in stock",
    "Tux +2147483600, 2, neither pieces",
    "Tux 50, 2, neither pieces",
    "Tux +1 +1, 2, two numbers of pieces",
    "Tux --price, 2, --price needs a value",
    "Tux --price 1.999, 2, is not a price",
    "Tux +999999999 --id x, 0, ''",
    "'', 2, a price"
  })
  void nonsense_isRefusedInOneSentence(String line, int status, String sentence) {
    String[] arguments = line.isEmpty() ? new String[] {"Tux", "--price", "-1"} : line.split(" ");
    assertEquals(status, stock(arguments));
    assertTrue(err.contains(sentence), err);
  }

  @Test
  void withoutArguments_isBadUsage_andHelpIsNot() {
    assertEquals(2, stock());
    assertEquals("stock: the name of a toy is missing; --help tells more\n", err);
    assertEquals(0, stock("--help"));
    assertTrue(out.startsWith("stock: changes a toy"), out);
  }

  @Nested
  final class Restocking {
    @Test
    void soldOutToys_areRefilled_andOthersAreLeftAlone() throws Exception {
      catalog.stop();
      catalog.restocking(1).start();
      catalog.buy("r-1", "Fox", 1);
      Await.until("it is refilled", () -> catalog.stock("Fox") == 100);
      assertEquals(100, catalog.stock("Tux"));
      catalog.buy("r-2", "Tux", 1);
      catalog.restart();
      assertEquals(100, catalog.stock("Fox"));
      assertEquals(99, catalog.stock("Tux"));
    }
  }
}
