package catalog;

import static catalog.RunningCatalog.code;
import static common.journal.FaultyDisk.Operation.FORCE;
import static io.grpc.Status.Code.ALREADY_EXISTS;
import static io.grpc.Status.Code.NOT_FOUND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.process.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The starts of the catalog, from every state in which a crash or a person can leave the files. */
final class CatalogRecoveryTest {
  private static final String ALL_COLUMNS = "name,price,quantity,sold,from_sale,to_sale\n";

  @TempDir Path folder;
  @AutoClose private RunningCatalog catalog;
  private Path checkpoint;
  private Path current;
  private Path previous;

  @BeforeEach
  void make() {
    catalog = new RunningCatalog(folder);
    checkpoint = catalog.file("catalog.csv");
    current = catalog.file("sales.csv");
    previous = catalog.file("sales.previous.csv");
  }

  private void sell(int sales) {
    IntStream.range(0, sales).forEach(i -> catalog.buy("r-" + i, "Tux", 1));
  }

  /** The stock began with 1,000; of those, so many sales are in the checkpoint. */
  private void checkpointOf(long sales) throws Exception {
    Files.writeString(
        checkpoint,
        ALL_COLUMNS + "Tux,15.99," + (1000 - sales) + "," + sales + ",0," + sales + "\n");
  }

  private String refusal() {
    return assertThrows(StartException.class, catalog::start).getMessage();
  }

  @Nested
  final class CrashStates {
    /**
     * A name, the sales in the checkpoint, those in the previous segment and in the current one (or
     * what else stands in that), the sales that there are.
     */
    record State(String name, long checkpoint, long[] previous, Object current, long sales) {
      @Override
      public String toString() {
        return name;
      }
    }

    private static long[] sales(long from, long to) {
      return new long[] {from, to};
    }

    static Stream<State> states() {
      String empty = "";
      String half = SalesFiles.HEADER.substring(0, 11);
      return Stream.of(
          new State("fresh", 0, null, null, 0),
          new State("no checkpoint yet", 0, null, sales(0, 50), 50),
          new State("checkpoint in the middle", 30, null, sales(0, 50), 50),
          new State("checkpoint up to date", 50, null, sales(0, 50), 50),
          new State("renamed, no new file", 50, sales(0, 50), null, 50),
          new State("renamed, no new file, older checkpoint", 20, sales(0, 50), null, 50),
          new State("renamed, new file empty", 20, sales(0, 50), empty, 50),
          new State("renamed, header torn", 20, sales(0, 50), half, 50),
          new State("renamed, header only", 20, sales(0, 50), SalesFiles.HEADER, 50),
          new State("two segments, checkpoint up to date", 80, sales(0, 50), sales(50, 80), 80),
          new State("two segments, checkpoint in the newer", 60, sales(0, 50), sales(50, 80), 80),
          new State("two segments, checkpoint between", 50, sales(0, 50), sales(50, 80), 80),
          new State("two segments, checkpoint in the older", 20, sales(0, 50), sales(50, 80), 80),
          new State("two segments, checkpoint before both", 0, sales(0, 50), sales(50, 80), 80),
          new State("older segments gone", 120, sales(100, 150), sales(150, 180), 180),
          new State("journal gone", 50, null, null, 50));
    }

    private void lay(State state) throws Exception {
      checkpointOf(state.checkpoint());
      if (state.previous() != null) {
        SalesFiles.write(previous, state.previous()[0], state.previous()[1]);
      }
      if (state.current() instanceof long[] range) {
        SalesFiles.write(current, range[0], range[1]);
      } else if (state.current() instanceof String text) {
        Files.writeString(current, text);
      }
    }

    @ParameterizedTest
    @MethodSource("states")
    void start_takesEachSaleOffOnce_andGoesOnWithTheNextNumber(State state) throws Exception {
      lay(state);
      for (int starts = 0; starts < 3; starts++) {
        catalog.start();
        assertEquals(1000 - state.sales(), catalog.stock("Tux"));
        catalog.kill();
      }
      catalog.start();
      assertEquals(state.sales(), catalog.buy("r-new", "Tux", 1).getNumber());
      catalog.restart();
      assertEquals(999 - state.sales(), catalog.stock("Tux"));
      catalog.stop();
      assertEquals(
          List.of(
              ALL_COLUMNS.strip(),
              String.format(
                  "Tux,15.99,%d,%d,0,%d",
                  999 - state.sales(), state.sales() + 1, state.sales() + 1)),
          catalog.catalogue());
    }

    @ParameterizedTest
    @MethodSource("states")
    void start_knowsTheIdsOfTheJournal(State state) throws Exception {
      lay(state);
      catalog.start();
      for (long number : List.of(0L, 49L, 79L, 149L, 179L)) {
        boolean known =
            inRange(state.previous(), number)
                || state.current() instanceof long[] range && inRange(range, number);
        if (known) {
          assertEquals(number, catalog.buy("r-" + number, "Tux", 1).getNumber());
          assertEquals(ALREADY_EXISTS, code(() -> catalog.buy("r-" + number, "Tux", 2)));
        }
      }
      assertEquals(1000 - state.sales(), catalog.stock("Tux"));
    }

    private boolean inRange(long[] range, long number) {
      return range != null && number >= range[0] && number < range[1];
    }

    @Test
    void start_lastSaleTorn_isCutOffAndItsNumberGivenAnew() throws Exception {
      checkpointOf(20);
      SalesFiles.write(current, 0, 50);
      for (int bytes = 1; bytes <= 5; bytes++) {
        SalesFiles.cut(current, bytes);
        catalog.start();
        assertEquals(951, catalog.stock("Tux"));
        assertEquals(49, catalog.buy("r-49", "Tux", 1).getNumber());
        catalog.kill();
      }
    }

    @Test
    void start_numbersWithGaps_isNoMatter() throws Exception {
      checkpointOf(0);
      SalesFiles.write(current, 0, 3);
      SalesFiles.write(current, 100, 103);
      catalog.start();
      assertEquals(994, catalog.stock("Tux"));
      assertEquals(103, catalog.buy("r-new", "Tux", 1).getNumber());
    }
  }

  @Nested
  final class Damage {
    private void refusesAndChangesNothing(Path damaged, String rest) throws Exception {
      byte[] journal = Files.readAllBytes(damaged);
      byte[] table = Files.readAllBytes(checkpoint);
      String sentence = refusal();
      assertTrue(sentence.startsWith(damaged + " line " + rest), sentence);
      assertArrayEquals(journal, Files.readAllBytes(damaged));
      assertArrayEquals(table, Files.readAllBytes(checkpoint));
    }

    @Test
    void start_flippedBitInTheJournal_isRefused() throws Exception {
      checkpointOf(0);
      SalesFiles.write(current, 0, 50);
      byte[] content = Files.readAllBytes(current);
      content[content.length / 2] ^= 4;
      Files.write(current, content);
      refusesAndChangesNothing(current, "26: the row does not match its checksum, and line 27");
    }

    @Test
    void start_olderSegmentTorn_isRefusedForItWasWholeWhenTheNewerWasBegun() throws Exception {
      checkpointOf(0);
      SalesFiles.write(previous, 0, 50);
      SalesFiles.write(current, 50, 60);
      SalesFiles.cut(previous, 5);
      refusesAndChangesNothing(previous, "51: ");
    }

    @Test
    void start_segmentsInTheWrongOrder_isRefused() throws Exception {
      checkpointOf(0);
      SalesFiles.write(previous, 50, 60);
      SalesFiles.write(current, 0, 50);
      refusesAndChangesNothing(current, "2: sale 0 stands after sale 59");
    }

    @Test
    void start_sameSaleTwice_isRefused() throws Exception {
      checkpointOf(0);
      SalesFiles.write(current, 0, 5);
      SalesFiles.write(current, 4, 6);
      refusesAndChangesNothing(current, "7: sale 4 stands after sale 4");
    }

    @Test
    void start_otherFileInTheJournalsPlace_isRefused() throws Exception {
      checkpointOf(0);
      Files.writeString(current, "name,price\n");
      refusesAndChangesNothing(current, "1: the header is not sale,id,name,quantity,price,crc32c");
    }

    /** Somebody took pieces out of a catalogue whose journal still has sales to take off. */
    @Test
    void start_moreSoldThanThereIs_isRefused() throws Exception {
      Files.writeString(checkpoint, ALL_COLUMNS + "Fox,1.00,5,0,0,50\nTux,15.99,10,20,0,20\n");
      SalesFiles.write(current, 0, 50);
      refusesAndChangesNothing(
          checkpoint, "3: sale 30 in the journal takes 1 Tux, and 0 are left: ");
    }

    @Test
    void start_moreSoldThanAnyStockCouldBe_isRefusedToo() throws Exception {
      checkpointOf(0);
      int most = Integer.MAX_VALUE;
      SalesFiles.write(
          current, List.of(new Sale(0, "r-0", "Tux", most), new Sale(1, "r-1", "Tux", most)));
      refusesAndChangesNothing(
          checkpoint, "2: sale 0 in the journal takes 2147483647 Tux, and 1000 are ");
    }
  }

  @Nested
  final class Restock {
    @Test
    void quantityEditedAndColumnsKept_isTheStockAsOfTheCheckpoint() throws Exception {
      catalog.toys("Tux,15.99,100", "Fox,1,5").start();
      sell(10);
      catalog.stop();
      String text = Files.readString(checkpoint);
      Files.writeString(checkpoint, text.replace("Tux,15.99,90,", "Tux,14.99,500,"));
      catalog.start();
      assertEquals(500, catalog.stock("Tux"));
      assertEquals(1499, catalog.query("Tux").getPriceCents());
      assertEquals(10, catalog.buy("r-new", "Tux", 1).getNumber());
      catalog.restart();
      assertEquals(499, catalog.stock("Tux"));
    }

    /** Their quantity is the stock as of now: the sales in the journal are already off. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void threeColumnsAnew_areTheStockAsOfNow(boolean afterAKill) throws Exception {
      catalog.toys("Tux,15.99,100", "Fox,1,5").start();
      sell(10);
      if (afterAKill) {
        catalog.kill();
      } else {
        catalog.stop();
      }

      catalog.toys("Tux,15.99,200", "Bear,2,7").start();
      assertEquals(200, catalog.stock("Tux"));
      assertEquals(7, catalog.stock("Bear"));
      assertEquals(NOT_FOUND, code(() -> catalog.query("Fox")));
      assertEquals(10, catalog.buy("r-new", "Tux", 1).getNumber());
      assertEquals(0, catalog.buy("r-0", "Tux", 1).getNumber(), "the old ids are still known");
      assertEquals(11, catalog.sales(0).getSalesCount(), "so are the sales without an order");
      catalog.restart();
      assertEquals(199, catalog.stock("Tux"));
    }

    @Test
    void threeColumnsAnew_killedAtOnce_areStillTheStockAsOfNow() throws Exception {
      catalog.toys("Tux,15.99,100").start();
      sell(10);
      catalog.kill();
      catalog.toys("Tux,15.99,200");
      for (int i = 0; i < 3; i++) {
        catalog.start();
        assertEquals(200, catalog.stock("Tux"));
        catalog.kill();
      }
    }

    @Test
    void toyAddedWithEmptyColumns_isSoldFromNowOn() throws Exception {
      catalog.toys("Tux,15.99,100").start();
      sell(10);
      catalog.kill();
      String text = Files.readString(checkpoint);
      Files.writeString(checkpoint, text + "Bear,2,7,,,\n");
      catalog.start();
      assertEquals(90, catalog.stock("Tux"));
      assertEquals(7, catalog.stock("Bear"));
      catalog.buy("r-new", "Bear", 2);
      catalog.stop();
      assertEquals(
          List.of(ALL_COLUMNS.strip(), "Tux,15.99,90,10,0,11", "Bear,2.00,5,2,10,11"),
          catalog.catalogue());
    }

    @Test
    void toyTakenOutAndPutBack_startsAgain() throws Exception {
      catalog.toys("Tux,15.99,100", "Fox,1,5").start();
      sell(10);
      catalog.stop();
      catalog.toys("Fox,1,5").start();
      assertEquals(NOT_FOUND, code(() -> catalog.buy("r-new", "Tux", 1)));
      catalog.stop();
      String text = Files.readString(checkpoint);
      Files.writeString(checkpoint, text + "Tux,15.99,3,,,\n");
      catalog.start();
      assertEquals(3, catalog.stock("Tux"));
    }

    @Test
    void journalDeletedAfterAStop_startsFromTheCatalogue() throws Exception {
      catalog.toys("Tux,15.99,40").start();
      sell(10);
      catalog.stop();
      Files.delete(current);
      catalog.start();
      assertEquals(30, catalog.stock("Tux"));
      assertEquals(10, catalog.buy("r-new", "Tux", 1).getNumber());
    }
  }

  /** What a person, or an older copy, does to the catalogue behind the program's back. */
  @Nested
  final class HandEdits {
    private void rewrite(UnaryOperator<String> edit) throws Exception {
      Files.writeString(checkpoint, edit.apply(Files.readString(checkpoint)));
    }

    @Test
    void catalogueDeleted_isRefused_insteadOfSellingThePiecesTwice() throws Exception {
      soldAndKilled();
      Files.delete(checkpoint);
      String sentence = assertThrows(StartException.class, catalog::start).getMessage();
      assertTrue(sentence.contains("catalog.csv is missing"), sentence);
      assertFalse(Files.exists(checkpoint));
    }

    @ParameterizedTest
    @ValueSource(strings = {"renamed", "taken out", "written anew", "under another toy's name"})
    void toyWithUncountedSales_isRefused_namingToyAndSales(String how) throws Exception {
      soldAndKilled();
      rewrite(
          text ->
              switch (how) {
                case "renamed" -> text.replace("Tux,", "Penguin,");
                case "taken out" -> text.replaceFirst("Tux,.*\n", "");
                case "written anew" -> text.replaceFirst("Tux,.*\n", "Tux,15.99,59\n");
                default -> text.replace("Tux,", "Bear,").replace("Fox,", "Tux,");
              });
      String before = Files.readString(checkpoint);
      String sentence = assertThrows(StartException.class, catalog::start).getMessage();
      assertTrue(sentence.contains("41 x Tux in the sales 0 to 4"), sentence);
      assertEquals(before, Files.readString(checkpoint));
    }

    /** 41 pieces in five sales, which no checkpoint has. */
    private void soldAndKilled() throws Exception {
      catalog.toys("Tux,15.99,100", "Fox,1,5").start();
      catalog.disk().failAll(FORCE, "catalog.csv.tmp");
      for (int i = 0; i < 4; i++) {
        catalog.buy("r-late" + i, "Tux", 10);
      }
      catalog.buy("r-one", "Tux", 1);
      catalog.kill();
      catalog.disk().heal();
    }

    @Test
    void toyRenamedAfterAStop_isWhatThePersonSaysFromNowOn() throws Exception {
      catalog.toys("Tux,15.99,100", "Fox,1,5").start();
      sell(10);
      catalog.stop();
      rewrite(text -> text.replace("Tux,", "Penguin,"));
      catalog.start();
      assertEquals(90, catalog.stock("Penguin"));
      catalog.stop();
      assertEquals("Penguin,15.99,90,0,10,10", catalog.catalogue().get(1));
    }

    @Test
    void quantityAndPriceEditedAfterAStop_areTaken_andTheCountsStay() throws Exception {
      catalog.toys("Tux,15.99,100", "Fox,1,5").start();
      sell(10);
      catalog.stop();
      rewrite(text -> text.replace("Tux,15.99,90,", "Tux,17.50,200,"));
      catalog.start();
      assertEquals(200, catalog.stock("Tux"));
      catalog.stop();
      assertEquals("Tux,17.50,200,10,0,10", catalog.catalogue().get(1));
    }

    @Test
    void olderCopyWithinTheJournal_isBroughtUpToDate() throws Exception {
      catalog.toys("Tux,15.99,100").start();
      sell(10);
      catalog.stop();
      byte[] older = Files.readAllBytes(checkpoint);
      catalog.start();
      sellMore(5);
      catalog.stop();
      Files.write(checkpoint, older);
      catalog.start();
      assertEquals(85, catalog.stock("Tux"));
    }

    private void sellMore(int count) {
      for (int i = 0; i < count; i++) {
        catalog.buy("r-more" + i, "Tux", 1);
      }
    }

    @Test
    void olderCopyThanTheJournal_isRefused_andNothingIsChanged() throws Exception {
      Files.writeString(checkpoint, ALL_COLUMNS + "Tux,15.99,90,10,0,10\n");
      SalesFiles.write(current, 12, 20);
      byte[] before = Files.readAllBytes(checkpoint);
      String sentence = assertThrows(StartException.class, catalog::start).getMessage();
      assertTrue(sentence.contains("is an older copy"), sentence);
      assertTrue(sentence.contains("begins with sale 12"), sentence);
      assertArrayEquals(before, Files.readAllBytes(checkpoint));
    }
  }
}
