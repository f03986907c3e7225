package order;

import static common.journal.FaultyDisk.Operation.WRITE;
import static common.testing.RunningService.code;
import static io.grpc.Status.Code.ALREADY_EXISTS;
import static io.grpc.Status.Code.OK;
import static io.grpc.Status.Code.UNAVAILABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import catalog.MovementFormat;
import catalog.RunningCatalog;
import catalog.Sale;
import common.journal.FaultyDisk;
import common.journal.JournalFile;
import common.process.StartException;
import common.testing.Await;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rpc.purchase.Refusal;
import verify.Verification;

/** Older copies, swapped files, second order services, colliding keys: the books never lie. */
final class RestoredCopiesTest {
  @TempDir Path folder;

  private static void assertWhole(Path folder) throws Exception {
    var report = Verification.of(folder);
    assertTrue(report.whole(), report::toString);
  }

  private static void awaitHealth(RunningOrder order, ServingStatus status) throws Exception {
    Await.until(
        "the health is " + status,
        () ->
            HealthGrpc.newBlockingStub(order.channel())
                    .withWaitForReady()
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus()
                == status);
  }

  private static void assertRefusesNewPurchases(RunningOrder order) {
    assertEquals(
        List.of(Refusal.NOT_READY),
        order.buy(List.of(RunningOrder.request("new", "Tux", 1))).stream()
            .map(outcome -> outcome.getRefusal())
            .toList());
    assertEquals(UNAVAILABLE, code(() -> order.buy("Tux", 1)));
  }

  @Nested
  final class OlderCopy {
    private RunningStore store;
    private Path older;

    @BeforeEach
    void sellAndCopy() throws Exception {
      store = RunningStore.withToys(folder);
      buy(0, 4);
      older = Files.copy(store.order.file("order.csv"), folder.resolve("order.csv.older"));
      buy(4, 10);
    }

    @AfterEach
    void close() throws Exception {
      store.close();
    }

    private void buy(int from, int to) {
      for (int i = from; i < to; i++) {
        assertEquals(i, store.order.buy("key" + i, "Tux", 1 + i));
      }
    }

    private void putBack(StandardCopyOption... how) throws Exception {
      Files.copy(older, store.order.file("order.csv"), how);
    }

    /** Each sale has its number again, and each key its answer. */
    private void assertNothingIsLost() throws Exception {
      store.assertAgree();
      buy(0, 10);
      assertEquals(10, store.order.buy("next", "Tux", 1));
      store.assertAgree();
      store.stop();
      Files.delete(older);
      assertWhole(folder);
    }

    @Test
    void putBackWhileBothAreStopped_getsTheSameNumbersForTheSameSales() throws Exception {
      store.stop();
      putBack(StandardCopyOption.REPLACE_EXISTING);
      store.catalog.start();
      store.order.start();
      assertNothingIsLost();
    }

    @Test
    void putBackWhileTheCatalogRuns_getsTheSameNumbersForTheSameSales() throws Exception {
      store.order.stop();
      putBack(StandardCopyOption.REPLACE_EXISTING);
      store.order.start();
      assertNothingIsLost();
    }

    @Test
    void truncatedInTheMiddleOfARow_getsTheSameNumbersForTheSameSales() throws Exception {
      store.order.kill();
      byte[] content = Files.readAllBytes(older);
      Files.write(store.order.file("order.csv"), java.util.Arrays.copyOf(content, 250));
      store.order.start();
      assertNothingIsLost();
    }

    /** As sed -i and rsync do. */
    @Test
    void movedOverTheFileWhileItRuns_endsTheService_andNothingIsAnsweredThatIsNotThere()
        throws Exception {
      Path copy = Files.copy(older, folder.resolve("moving"));
      Files.move(copy, store.order.file("order.csv"), StandardCopyOption.REPLACE_EXISTING);
      endsWithTheNextPurchase();
      assertNothingIsLost();
    }

    /** As cp does: the file stays the same one. */
    @Test
    void copiedIntoTheFileWhileItRuns_endsTheService_andNothingIsAnsweredThatIsNotThere()
        throws Exception {
      Files.write(store.order.file("order.csv"), Files.readAllBytes(older));
      endsWithTheNextPurchase();
      assertNothingIsLost();
    }

    private void endsWithTheNextPurchase() throws Exception {
      assertEquals(UNAVAILABLE, code(() -> store.order.buy("next", "Tux", 1)));
      Await.until("it gives up", () -> !store.order.fatal().isEmpty());
      store.order.kill();
      // The purchase was sold: its order belongs to its key, and its number is as if it were made
      // now.
      store.order.start();
    }
  }

  /** Order service and catalog over files in which the sales after the older copy are gone. */
  @Test
  void olderCopyWhoseSalesAreGone_sellsNothing_andSaysSo() throws Exception {
    String id = "0123456789abcdef0123456789abcdef";
    Files.writeString(folder.resolve("order-book.id"), id + "\n");
    Files.writeString(folder.resolve("order-book.pinned"), id + "\n");
    Files.writeString(
        folder.resolve("catalog.csv"),
        "name,price,quantity,sold,from_sale,to_sale\nTux,15.99,60,40,0,40\n");
    JournalFile.append(
        folder.resolve("sales.csv"),
        new MovementFormat(),
        LongStream.range(20, 40).mapToObj(i -> new Sale(i, "k-" + i, "Tux", 1)).toList());
    JournalFile.append(
        folder.resolve("order.csv"),
        new OrderFormat(),
        LongStream.range(0, 10).mapToObj(i -> new OrderRow(i, "Tux", 1, i, "k-" + i, "")).toList());
    try (RunningCatalog catalog = new RunningCatalog(folder).withOrderService().start();
        RunningOrder order = new RunningOrder(folder, catalog.port()).start()) {
      awaitHealth(order, ServingStatus.NOT_SERVING);
      assertRefusesNewPurchases(order);
      assertEquals(3, order.buy("3", "Tux", 1), "what it has, it answers");
      assertEquals(60, catalog.stock("Tux"));
      assertEquals(10, order.rows().size());
    }
  }

  @Nested
  final class SecondOrderService {
    private RunningStore store;
    private Path other;

    @BeforeEach
    void start() throws Exception {
      store = RunningStore.withToys(folder.resolve("one"));
      other = Files.createDirectory(folder.resolve("other"));
      assertEquals(0, store.order.buy("key", "Tux", 1));
    }

    @AfterEach
    void close() throws Exception {
      store.close();
    }

    @Test
    void withItsOwnFolder_sellsNothing_andTheFirstGoesOn() throws Exception {
      try (RunningOrder second = new RunningOrder(other, store.catalog.port()).start()) {
        awaitHealth(second, ServingStatus.NOT_SERVING);
        assertRefusesNewPurchases(second);
        assertEquals(List.of(), second.rows());
        assertEquals(1, store.order.buy("Tux", 1));
        awaitHealth(store.order, ServingStatus.SERVING);
        store.assertAgree();
      }
    }

    /** A copy of the whole folder has the same identity; one of the two is served, and it alone. */
    @Test
    void withACopyOfTheFolder_takesOver_andTheFirstSellsNoMore() throws Exception {
      try (Stream<Path> files = Files.list(folder.resolve("one"))) {
        for (Path file : files.filter(file -> !file.toString().endsWith(".lock")).toList()) {
          Files.copy(file, other.resolve(file.getFileName()));
        }
      }
      try (RunningOrder second = new RunningOrder(other, store.catalog.port()).start()) {
        awaitHealth(store.order, ServingStatus.NOT_SERVING);
        assertRefusesNewPurchases(store.order);
        awaitHealth(second, ServingStatus.SERVING);
        assertEquals(0, second.buy("key", "Tux", 1), "the old keys");
        assertEquals(1, second.buy("Tux", 1));
      }
    }
  }

  /** "plumless" and "buckeroo" are different purchases whose rows had the same CRC32C once. */
  @Test
  void keyReusedBetweenSaleAndOrder_isRefused_andTheOrderIsOfWhatWasSold() throws Exception {
    try (RunningStore store = RunningStore.withToys(folder)) {
      FaultyDisk.Hold write = store.order.disk().hold(WRITE, "order.csv");
      CompletableFuture<Long> first = store.order.buyLater("key", "Tux", 7);
      write.awaitReached();
      store.order.restart();
      assertNotEquals(OK, code(first));
      Await.until(
          "it is told that the key was used",
          () -> code(() -> store.order.buy("key", "Fox", 5)) == ALREADY_EXISTS);
      assertEquals(0, store.order.buy("key", "Tux", 7));
      assertEquals(5, store.catalog.stock("Fox"));
      store.assertAgree();
    }
  }

  @Test
  void toyRenamedAfterAStop_keepsTheBooksWhole() throws Exception {
    try (RunningStore store = RunningStore.withToys(folder)) {
      store.order.buy("Tux", 7);
      store.stop();
      Path catalogue = folder.resolve("catalog.csv");
      Files.writeString(catalogue, Files.readString(catalogue).replace("Tux,", "Penguin,"));
      assertWhole(folder);
      store.catalog.start();
      store.order.start();
      Await.until("it sells again", () -> code(() -> store.order.buy("key", "Penguin", 2)) == OK);
      store.stop();
      assertWhole(folder);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "0123456789abcdef", "not an id at all, but a whole sentence"})
  void identityThatIsNone_isRefusedAtTheStart(String content) throws Exception {
    Files.writeString(folder.resolve("order-book.id"), content);
    try (RunningOrder order = new RunningOrder(folder, 1)) {
      String sentence = assertThrows(StartException.class, order::start).getMessage();
      assertTrue(sentence.contains("does not hold the id of an order book"), sentence);
    }
    assertEquals(content, Files.readString(folder.resolve("order-book.id")));
  }
}
