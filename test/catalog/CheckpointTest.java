package catalog;

import static common.journal.FaultyDisk.Operation.FORCE;
import static common.journal.FaultyDisk.Operation.RENAME;
import static common.journal.FaultyDisk.Operation.WRITE;
import static common.rpc.RpcServer.MAX_PER_CALL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.journal.FaultyDisk;
import common.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import rpc.catalog.Sale;

final class CheckpointTest {
  private static final String TEMPORARY = "catalog.csv.tmp";
  private static final int SEGMENT = Checkpointer.SEGMENT_ROWS;

  @TempDir Path folder;
  @AutoClose private RunningCatalog catalog;

  @BeforeEach
  void make() {
    catalog = new RunningCatalog(folder);
  }

  private boolean checkpointSays(String row) throws Exception {
    return catalog.catalogue().contains(row);
  }

  private void awaitCheckpoint(String row) throws Exception {
    Await.until("catalog.csv says " + row, () -> checkpointSays(row));
  }

  @Nested
  final class Writing {
    @BeforeEach
    void start() throws Exception {
      catalog.toys("Tux,15.99,100", "\"Train, red\",119,2").start();
    }

    @Test
    void soonAfterASale_theFileShowsTheStock() throws Exception {
      catalog.buy("r-1", "Tux", 7);
      awaitCheckpoint("Tux,15.99,93,7,0,1");
      assertTrue(checkpointSays("\"Train, red\",119.00,2,0,0,1"));
      catalog.buy("r-2", "Train, red", 2);
      awaitCheckpoint("\"Train, red\",119.00,0,2,0,2");
      assertFalse(Files.exists(catalog.file(TEMPORARY)));
    }

    @Test
    void saleThatIsNotForced_isNotInIt() throws Exception {
      catalog.buy("r-1", "Tux", 7);
      FaultyDisk.Hold force = catalog.disk().hold(FORCE, "sales.csv");
      CompletableFuture<Sale> answer = catalog.buyLater("r-2", "Tux", 1);
      force.awaitReached();
      awaitCheckpoint("Tux,15.99,93,7,0,1");
      force.release();
      answer.get(20, TimeUnit.SECONDS);
      awaitCheckpoint("Tux,15.99,92,8,0,2");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPEN", "WRITE", "FORCE", "RENAME"})
    void operationFails_salesGoOnAndItIsTriedAgain(FaultyDisk.Operation operation)
        throws Exception {
      String before = Files.readString(catalog.file("catalog.csv"));
      catalog.disk().failAll(operation, TEMPORARY);
      catalog.buy("r-1", "Tux", 7);
      long tried = catalog.disk().count(operation, TEMPORARY);
      Await.until(
          "it was tried twice", () -> catalog.disk().count(operation, TEMPORARY) > tried + 1);
      assertEquals(before, Files.readString(catalog.file("catalog.csv")));
      catalog.buy("r-2", "Tux", 1);
      assertEquals(92, catalog.stock("Tux"));
      assertEquals(0, catalog.fatal().size());

      catalog.disk().heal();
      awaitCheckpoint("Tux,15.99,92,8,0,2");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPEN", "WRITE", "FORCE", "RENAME"})
    void killedWhileWriting_losesNothing(FaultyDisk.Operation operation) throws Exception {
      catalog.buy("r-1", "Tux", 7);
      FaultyDisk.Hold hanging = catalog.disk().hold(operation, TEMPORARY);
      catalog.buy("r-2", "Tux", 1);
      hanging.awaitReached();
      catalog.restart();
      assertEquals(92, catalog.stock("Tux"));
      awaitCheckpoint("Tux,15.99,92,8,0,2");
    }

    @Test
    void diskFullInTheMiddle_leavesTheOldFileWhole() throws Exception {
      String before = Files.readString(catalog.file("catalog.csv"));
      FaultyDisk.Hold rename = catalog.disk().hold(RENAME, TEMPORARY);
      catalog.disk().cutNextWrite(TEMPORARY, 30);
      catalog.buy("r-1", "Tux", 7);
      rename.awaitReached();
      assertEquals(before, Files.readString(catalog.file("catalog.csv")));
      rename.release();
      awaitCheckpoint("Tux,15.99,93,7,0,1");
    }

    @Test
    void writeThatHangs_doesNotHoldUpSales() throws Exception {
      FaultyDisk.Hold hanging = catalog.disk().hold(WRITE, TEMPORARY);
      catalog.buy("r-1", "Tux", 7);
      hanging.awaitReached();
      for (int i = 0; i < 50; i++) {
        catalog.buy("", "Tux", 1);
      }
      assertEquals(43, catalog.stock("Tux"));
      hanging.release();
      awaitCheckpoint("Tux,15.99,43,57,0,51");
    }

    @Test
    void leftOverTemporaryFile_isNoMatter() throws Exception {
      catalog.stop();
      Files.writeString(catalog.file(TEMPORARY), "name,price,qua");
      catalog.start();
      catalog.buy("r-1", "Tux", 7);
      awaitCheckpoint("Tux,15.99,93,7,0,1");
      assertFalse(Files.exists(catalog.file(TEMPORARY)));
    }
  }

  @Nested
  final class Segments {
    private Path previous;
    private int stock = 1000;

    /** So many sales, and none of them recorded yet. */
    private void startWith(long inPrevious, long inCurrent) throws Exception {
      previous = catalog.file("sales.previous.csv");
      long all = inPrevious + inCurrent;
      Files.writeString(
          catalog.file("catalog.csv"),
          String.format(
              "name,price,quantity,sold,from_sale,to_sale\nTux,15.99,%d,%d,0,%d\n",
              stock, all, all));
      if (inPrevious > 0) {
        SalesFiles.write(previous, 0, inPrevious);
      }
      SalesFiles.write(catalog.file("sales.csv"), inPrevious, all);
      catalog.start();
    }

    /** Returns when the checkpointer has looked at the journal since this was called. */
    private void awaitTwoCheckpoints() throws Exception {
      for (int i = 0; i < 2; i++) {
        long before = catalog.disk().count(RENAME, TEMPORARY);
        catalog.buy("", "Tux", 1);
        Await.until("a checkpoint", () -> catalog.disk().count(RENAME, TEMPORARY) > before);
      }
    }

    private void awaitNewSegment() throws Exception {
      Await.until("a new segment", this::isNewSegment);
    }

    /** For a moment there is no file. */
    private boolean isNewSegment() {
      long length = catalog.file("sales.csv").toFile().length();
      return length > 0 && length < 200;
    }

    @Test
    void fullSegmentThatIsRecorded_makesRoom_andNothingIsLost() throws Exception {
      startWith(0, SEGMENT);
      awaitNewSegment();
      Sale sale = catalog.buy("r-last", "Tux", 1);
      assertEquals(SEGMENT, sale.getNumber());
      assertEquals(SEGMENT + 1, catalog.journalled().size());
      catalog.restart();
      assertEquals(999, catalog.stock("Tux"));
      assertEquals(SEGMENT - 1, catalog.buy("r-" + (SEGMENT - 1), "Tux", 1).getNumber());
      assertEquals(sale, catalog.buy("r-last", "Tux", 1));
      assertEquals(999, catalog.stock("Tux"));
      assertEquals(0, catalog.sales(0).getSales(0).getNumber(), "they are still to be recorded");
    }

    @Test
    void olderSegmentNotYetRecorded_isKept() throws Exception {
      startWith(10, SEGMENT);
      catalog.acknowledge(9);
      awaitTwoCheckpoints();
      assertEquals(10 + SEGMENT + 2, catalog.journalled().size());

      catalog.acknowledge(11);
      awaitNewSegment();
      assertEquals(SEGMENT + 2, catalog.journalled().size(), "the ten are recorded and gone");
      assertEquals(10, catalog.journalled().get(0).number());
    }

    /** Otherwise an order book that ends with it would pass for an older copy. */
    @Test
    void olderSegmentWithTheLastRecordedSale_isKept() throws Exception {
      startWith(10, SEGMENT);
      catalog.acknowledge(10);
      awaitTwoCheckpoints();
      assertEquals(10 + SEGMENT + 2, catalog.journalled().size());
    }

    @Test
    void olderSegmentNotYetInTheCheckpoint_isKept() throws Exception {
      stock = 2 * SEGMENT;
      startWith(0, SEGMENT - 1);
      catalog.disk().failAll(FORCE, TEMPORARY);
      Sale notInTheCheckpoint = catalog.buy("", "Tux", 1);
      awaitNewSegment();
      sellWholeSegment();
      catalog.acknowledge(2 * SEGMENT);
      long tried = catalog.disk().count(FORCE, TEMPORARY);
      Await.until("two tries", () -> catalog.disk().count(FORCE, TEMPORARY) > tried + 2);
      assertTrue(
          catalog.journalled().stream()
              .anyMatch(sale -> sale.number() == notInTheCheckpoint.getNumber()));
      catalog.disk().heal();
      awaitNewSegment();
    }

    private void sellWholeSegment() {
      for (int from = 0; from < SEGMENT; from += MAX_PER_CALL) {
        catalog.acknowledge(from);
        catalog.buy(
            IntStream.range(from, Math.min(SEGMENT, from + MAX_PER_CALL))
                .mapToObj(i -> RunningCatalog.request("r-more" + i, "Tux", 1))
                .toList());
      }
    }

    @Test
    void renameFails_isFatalAndTheNextStartGoesOn() throws Exception {
      previous = catalog.file("sales.previous.csv");
      catalog.disk().failNext(RENAME, "sales.csv");
      startWith(0, SEGMENT);
      Await.until("it gives up", () -> !catalog.fatal().isEmpty());
      catalog.restart();
      assertEquals(1000, catalog.stock("Tux"));
      assertEquals(SEGMENT, catalog.buy("r-last", "Tux", 1).getNumber());
      assertEquals(SEGMENT + 1, catalog.journalled().size());
    }
  }
}
