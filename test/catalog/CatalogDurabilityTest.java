package catalog;

import static catalog.RunningCatalog.code;
import static common.journal.FaultyDisk.Operation.FORCE;
import static common.journal.FaultyDisk.Operation.OPEN;
import static common.journal.FaultyDisk.Operation.WRITE;
import static io.grpc.Status.Code.ALREADY_EXISTS;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.OK;
import static io.grpc.Status.Code.UNAVAILABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.journal.FaultyDisk;
import common.process.StartException;
import common.testing.Await;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import rpc.catalog.Sale;

/** What is answered or shown is on disk, whatever the disk does. */
final class CatalogDurabilityTest {
  private static final String JOURNAL = "sales.csv";

  @TempDir Path folder;
  @AutoClose private RunningCatalog catalog;

  @BeforeEach
  void start() throws Exception {
    catalog = new RunningCatalog(folder.resolve("data")).toys("Tux,15.99,100", "Fox,1,5").start();
  }

  /** The callers are told first, then the process ends. */
  private void assertFatalOnce() throws Exception {
    Await.until("it gives up", () -> !catalog.fatal().isEmpty());
    assertEquals(1, catalog.fatal().size());
  }

  private FaultyDisk.Hold holdForce() {
    return catalog.disk().hold(FORCE, JOURNAL);
  }

  @Nested
  final class BeforeTheForce {
    @Test
    void query_doesNotWaitAndDoesNotSeeTheSale() throws Exception {
      FaultyDisk.Hold force = holdForce();
      CompletableFuture<Sale> answer = catalog.buyLater("r-1", "Tux", 7);
      force.awaitReached();

      assertEquals(100, catalog.stock("Tux"));
      assertEquals(100, catalog.list().get(0).getQuantity());
      assertEquals(0, catalog.sales(0).getSalesCount());
      assertFalse(answer.isDone());

      force.release();
      assertEquals(0, answer.get(20, TimeUnit.SECONDS).getNumber());
      assertEquals(93, catalog.stock("Tux"));
      assertEquals(1, catalog.sales(0).getSalesCount());
    }

    @Test
    void buy_piecesThatASaleBeforeHasReserved_waitsForThatSaleAndIsRefused() throws Exception {
      FaultyDisk.Hold force = holdForce();
      CompletableFuture<Sale> first = catalog.buyLater("r-1", "Tux", 60);
      force.awaitReached();
      CompletableFuture<Sale> second = catalog.buyLater("r-2", "Tux", 40);
      CompletableFuture<Sale> tooMuch = catalog.buyLater("r-3", "Tux", 1);
      assertEquals(100, catalog.stock("Tux"), "this answer came after those would have come");
      assertFalse(second.isDone());
      assertFalse(tooMuch.isDone(), "refused for a sale that a crash could still undo");

      force.release();
      assertEquals(OK, code(first));
      assertEquals(OK, code(second));
      assertEquals(FAILED_PRECONDITION, code(tooMuch));
      assertEquals(0, catalog.stock("Tux"));
    }

    @Test
    void buy_piecesReservedByASaleThatFails_isNotRefusedForIt() throws Exception {
      FaultyDisk.Hold force = holdForce();
      CompletableFuture<Sale> first = catalog.buyLater("r-1", "Tux", 60);
      force.awaitReached();
      CompletableFuture<Sale> tooMuch = catalog.buyLater("r-2", "Tux", 60);
      catalog.stock("Tux");
      force.fail();
      assertEquals(UNAVAILABLE, code(first));
      assertEquals(UNAVAILABLE, code(tooMuch));
    }

    @Test
    void buy_refusalsThatNoWaitingSaleMatters_comeAtOnce() throws Exception {
      FaultyDisk.Hold force = holdForce();
      CompletableFuture<Sale> waiting = catalog.buyLater("r-1", "Tux", 1);
      force.awaitReached();
      assertEquals(FAILED_PRECONDITION, code(() -> catalog.buy("r-2", "Tux", 101)));
      assertEquals(FAILED_PRECONDITION, code(() -> catalog.buy("r-3", "Fox", 6)));
      assertEquals(NOT_FOUND, code(() -> catalog.buy("r-4", "Nope", 1)));
      assertEquals(ALREADY_EXISTS, code(() -> catalog.buy("r-1", "Tux", 2)));
      assertFalse(waiting.isDone());
      force.release();
      assertEquals(OK, code(waiting));
    }

    @Test
    void buy_sameIdWhileTheFirstWaits_isTheSameSale() throws Exception {
      FaultyDisk.Hold force = holdForce();
      CompletableFuture<Sale> first = catalog.buyLater("r-1", "Tux", 1);
      CompletableFuture<Sale> again = catalog.buyLater("r-1", "Tux", 1);
      force.awaitReached();
      catalog.stock("Tux");
      assertFalse(again.isDone());
      force.release();
      assertEquals(first.get(20, TimeUnit.SECONDS), again.get(20, TimeUnit.SECONDS));
      assertEquals(99, catalog.stock("Tux"));
    }

    @Test
    void buy_manyWait_onTwoThreadsAndTheReadersGoOn() throws Exception {
      catalog.stop();
      catalog.toys("Tux,15.99,1000").start();
      long before = catalog.disk().count(FORCE, JOURNAL);
      FaultyDisk.Hold force = holdForce();
      List<CompletableFuture<Sale>> answers =
          IntStream.range(0, 60).mapToObj(i -> catalog.buyLater("r-" + i, "Tux", 1)).toList();
      force.awaitReached();
      for (int i = 0; i < 100; i++) {
        assertEquals(1000, catalog.stock("Tux"));
      }
      assertTrue(answers.stream().noneMatch(CompletableFuture::isDone));
      force.release();
      for (CompletableFuture<Sale> answer : answers) {
        assertEquals(OK, code(answer));
      }
      assertEquals(940, catalog.stock("Tux"));
      long forces = catalog.disk().count(FORCE, JOURNAL) - before;
      assertTrue(forces <= 2, forces + " forces for 60 sales");
    }
  }

  @Nested
  final class FailingJournal {
    @ParameterizedTest
    @EnumSource(names = {"WRITE", "FORCE"})
    void buy_isUnavailableNeverSold_andTheNextStartIsConsistent(FaultyDisk.Operation operation)
        throws Exception {
      catalog.buy("r-0", "Tux", 1);
      catalog.disk().failNext(operation, JOURNAL);

      assertEquals(UNAVAILABLE, code(() -> catalog.buy("k-1", "Tux", 7)));

      assertFatalOnce();
      assertEquals(99, catalog.stock("Tux"));
      assertEquals(UNAVAILABLE, code(() -> catalog.buy("k-1", "Tux", 7)), "until it ends");
      assertEquals(UNAVAILABLE, code(() -> catalog.buy("r-2", "Tux", 1)));
      assertFatalOnce();

      catalog.restart();
      assertConsistent();
      Sale now = catalog.buy("k-1", "Tux", 7);
      assertEquals(1, now.getNumber());
      assertEquals(now, catalog.buy("k-1", "Tux", 7));
      assertEquals(92, catalog.stock("Tux"));
    }

    @Test
    void buy_writeCutShort_isUnavailableAndTheNextStartCutsItOff() throws Exception {
      catalog.buy("r-0", "Tux", 1);
      catalog.disk().cutNextWrite(JOURNAL, 10);
      assertEquals(UNAVAILABLE, code(() -> catalog.buy("k-1", "Tux", 7)));
      catalog.restart();
      assertEquals(99, catalog.stock("Tux"));
      assertEquals(1, catalog.buy("k-1", "Tux", 7).getNumber());
      assertConsistent();
    }

    @Test
    void buy_diskFull_whatWasAnsweredIsThereAfterwards() throws Exception {
      catalog.disk().fullAfter(1000);
      int sold = 0;
      while (code(() -> catalog.buy("", "Tux", 1)) == OK) {
        sold++;
      }
      assertTrue(sold > 0 && sold < 100, sold + " sold");
      assertFatalOnce();
      assertEquals(100 - sold, catalog.stock("Tux"));
      catalog.restart();
      assertEquals(100 - sold, catalog.stock("Tux"));
      assertConsistent();
    }

    @Test
    void buy_manyWaitWhenTheForceFails_allAreUnavailable() throws Exception {
      FaultyDisk.Hold force = holdForce();
      List<CompletableFuture<Sale>> answers =
          IntStream.range(0, 50).mapToObj(i -> catalog.buyLater("r-" + i, "Tux", 1)).toList();
      force.awaitReached();
      catalog.stock("Tux");
      force.fail();
      for (CompletableFuture<Sale> answer : answers) {
        assertEquals(UNAVAILABLE, code(answer));
      }
      assertEquals(100, catalog.stock("Tux"));
      assertFatalOnce();
      catalog.restart();
      assertConsistent();
    }

    /** A crash of the process leaves what was written in the system's memory, not on the disk. */
    @Test
    void restart_saleWrittenAndNotForced_isOnDiskBeforeItIsShown() throws Exception {
      FaultyDisk.Hold force = holdForce();
      CompletableFuture<Sale> answer = catalog.buyLater("k-1", "Tux", 7);
      force.awaitReached();
      catalog.restart();
      assertNotEquals(OK, code(answer));
      int shown = catalog.stock("Tux");
      catalog.disk().cutPower();
      catalog.restart();
      assertEquals(shown, catalog.stock("Tux"));
      assertConsistent();
    }

    private void assertConsistent() throws Exception {
      int sold = catalog.journalled().stream().mapToInt(sale -> sale.quantity()).sum();
      assertEquals(100 - sold, catalog.stock("Tux"));
      assertEquals(catalog.journalled().size(), catalog.sales(0).getSalesCount());
    }
  }

  @Nested
  final class Power {
    @Test
    void cutPower_atAnyMoment_keepsAllThatWasAnswered() throws Exception {
      Set<String> answered = ConcurrentHashMap.newKeySet();
      for (int round = 0; round < 5; round++) {
        int first = answered.size();
        Thread buyer = new Thread(() -> buyUntilItFails(answered));
        buyer.start();
        Await.until("a few are sold", () -> answered.size() > first + 3);
        catalog.disk().cutPower();
        buyer.join();
        catalog.restart();
        List<String> kept = catalog.journalled().stream().map(sale -> sale.id()).toList();
        assertTrue(kept.containsAll(answered), "lost one of " + answered);
        assertEquals(100 - kept.size(), catalog.stock("Tux"));
        for (String id : answered) {
          catalog.buy(id, "Tux", 1);
        }
        assertEquals(100 - kept.size(), catalog.stock("Tux"));
      }
    }

    private void buyUntilItFails(Set<String> answered) {
      while (true) {
        try {
          answered.add(catalog.buy("", "Tux", 1).getId());
        } catch (StatusRuntimeException e) {
          return;
        }
      }
    }
  }

  @Nested
  final class Folder {
    @Test
    void start_journalThatCannotBeOpened_isRefusedWithASentence() throws Exception {
      try (RunningCatalog other =
          new RunningCatalog(folder.resolve("other")).toys("Tux,15.99,100")) {
        other.disk().failAll(OPEN, JOURNAL);
        String sentence = assertThrows(StartException.class, other::start).getMessage();
        assertTrue(
            sentence.startsWith("the files in " + folder.resolve("other") + " cannot be used: "),
            sentence);
        assertTrue(sentence.contains(JOURNAL), sentence);
        other.disk().heal();
        assertEquals(100, other.start().stock("Tux"));
      }
    }

    @Test
    void start_firstStartOnAFullDisk_isRefusedOrSellsNothing_andTheNextBeginsAnew()
        throws Exception {
      for (int room = 0; room < 700; room += 37) {
        Path full = folder.resolve("full" + room);
        try (RunningCatalog other = new RunningCatalog(full)) {
          other.disk().fullAfter(room);
          assertThrows(Exception.class, other::start);
        }
        try (RunningCatalog other = new RunningCatalog(full).start()) {
          assertEquals(100, other.stock("Tux"));
          assertEquals(0, other.buy("r-1", "Tux", 1).getNumber());
        }
      }
    }

    @Test
    void buy_folderGone_isUnavailableNotSold() throws Exception {
      catalog.buy("r-1", "Tux", 1);
      try (Stream<Path> files = Files.list(folder.resolve("data"))) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder.resolve("data"));
      assertEquals(UNAVAILABLE, code(() -> catalog.buy("r-2", "Tux", 1)));
      assertFatalOnce();
    }
  }

  @Nested
  final class Stop {
    @Test
    void stop_underLoad_everySaleAnsweredIsOnDiskAndInTheCheckpoint() throws Exception {
      catalog.stop();
      catalog.toys("Tux,15.99,1000000").start();
      Set<String> answered = ConcurrentHashMap.newKeySet();
      List<Thread> buyers = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        buyers.add(new Thread(() -> buyUntilStopped(answered)));
      }
      buyers.forEach(Thread::start);
      Await.until("the load runs", () -> answered.size() > 200);

      catalog.stop();

      for (Thread buyer : buyers) {
        buyer.join();
      }
      Set<String> kept =
          catalog.journalled().stream().map(sale -> sale.id()).collect(Collectors.toSet());
      assertTrue(kept.containsAll(answered));
      String row = catalog.catalogue().get(1);
      int sold = kept.size();
      assertEquals("Tux,15.99," + (1_000_000 - sold) + "," + sold + ",0," + sold, row);
    }

    private void buyUntilStopped(Set<String> answered) {
      while (true) {
        CompletableFuture<Sale> answer = catalog.buyLater("", "Tux", 1);
        try {
          answered.add(answer.get(20, TimeUnit.SECONDS).getId());
        } catch (Exception e) {
          return;
        }
      }
    }

    @Test
    void stop_whileASaleWaitsForItsForce_answersItFirst() throws Exception {
      FaultyDisk.Hold force = holdForce();
      CompletableFuture<Sale> answer = catalog.buyLater("r-1", "Tux", 7);
      force.awaitReached();
      Thread stopping = new Thread(catalog::stop);
      stopping.start();
      Await.until("it no longer serves", () -> !isServing());
      assertFalse(answer.isDone());
      force.release();
      assertEquals(OK, code(answer));
      stopping.join();
      assertEquals(1, catalog.journalled().size());
    }

    private boolean isServing() {
      try {
        HealthGrpc.HealthBlockingStub health =
            HealthGrpc.newBlockingStub(catalog.channel()).withDeadlineAfter(20, TimeUnit.SECONDS);
        return health.check(HealthCheckRequest.getDefaultInstance()).getStatus()
            == ServingStatus.SERVING;
      } catch (StatusRuntimeException e) {
        return false;
      }
    }

    @Test
    void stop_lastCheckpointFails_losesNothing() throws Exception {
      catalog.disk().failAll(WRITE, "catalog.csv.tmp");
      catalog.buy("r-1", "Tux", 7);
      catalog.stop();
      catalog.disk().heal();
      catalog.start();
      assertEquals(93, catalog.stock("Tux"));
    }
  }
}
