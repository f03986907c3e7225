package order;

import static catalog.RunningCatalog.code;
import static common.journal.FaultyDisk.Operation.OPEN;
import static io.grpc.Status.Code.ALREADY_EXISTS;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.journal.JournalFile;
import common.journal.RowFormat;
import common.process.StartException;
import common.purchase.Refusal;
import common.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rpc.order.OrderRecord;

/** The starts of the order service, from every state of its files. The catalog is away. */
final class OrderFilesTest {
  private static final int NOBODY_LISTENS = 1;

  @TempDir Path folder;
  @AutoClose private RunningOrder order;
  private Path orders;
  private Path refusals;

  @BeforeEach
  void make() {
    order = new RunningOrder(folder, NOBODY_LISTENS);
    orders = order.file("order.csv");
    refusals = order.file("refusals.csv");
  }

  private static OrderRow row(long number, long sale) {
    return new OrderRow(number, "Tux", 1, sale, "k-" + number, "2024-02-29T12:00:00Z");
  }

  private static List<OrderRow> rows(int count) {
    return IntStream.range(0, count).mapToObj(i -> row(i, i)).toList();
  }

  private static <T> void write(Path file, RowFormat<T> format, List<T> rows) throws Exception {
    JournalFile.append(file, format, rows);
  }

  private void writeOrders(OrderRow... rows) throws Exception {
    write(orders, new OrderFormat(), List.of(rows));
  }

  private void refusesAndChangesNothing(Path file, String rest) throws Exception {
    byte[] content = Files.readAllBytes(file);
    String sentence = assertThrows(StartException.class, order::start).getMessage();
    assertTrue(sentence.startsWith(file + " line " + rest), sentence);
    assertFalse(sentence.contains("\n"), sentence);
    assertArrayEquals(content, Files.readAllBytes(file));
  }

  @Nested
  final class Orders {
    @Test
    void start_orders_areThereWithTheirKeys() throws Exception {
      write(orders, new OrderFormat(), rows(300));
      order.start();
      assertEquals(
          OrderRecord.newBuilder().setOrderNumber(299).setName("Tux").setQuantity(1).build(),
          order.get(299));
      assertEquals(NOT_FOUND, code(() -> order.get(300)));
      assertEquals(7, order.buy("7", "Tux", 1));
      assertEquals(ALREADY_EXISTS, code(() -> order.buy("7", "Tux", 2)));
    }

    @Test
    void start_lastOrderTornAtEveryByte_isCutOff() throws Exception {
      write(orders, new OrderFormat(), rows(4));
      byte[] whole = Files.readAllBytes(orders);
      write(orders, new OrderFormat(), List.of(row(4, 4)));
      byte[] content = Files.readAllBytes(orders);
      for (int cut = whole.length + 1; cut < content.length; cut += 7) {
        Files.write(orders, Arrays.copyOf(content, cut));
        order.start();
        assertEquals(NOT_FOUND, code(() -> order.get(4)));
        order.kill();
        assertArrayEquals(whole, Files.readAllBytes(orders));
      }
    }

    @Test
    void start_gapInTheNumbers_isRefused() throws Exception {
      writeOrders(row(0, 0), row(1, 1), row(3, 3));
      refusesAndChangesNothing(orders, "4: order 3 stands where order 2 was due");
    }

    @Test
    void start_numberTwice_isRefused() throws Exception {
      writeOrders(row(0, 0), row(1, 1), row(1, 2));
      refusesAndChangesNothing(orders, "4: order 1 stands where order 2 was due");
    }

    @Test
    void start_saleTwice_isRefused() throws Exception {
      writeOrders(row(0, 0), row(1, 1), row(2, 0));
      refusesAndChangesNothing(orders, "4: sale 0 has an order already");
    }

    @Test
    void start_flippedBit_isRefused() throws Exception {
      write(orders, new OrderFormat(), rows(9));
      byte[] content = Files.readAllBytes(orders);
      content[content.length / 2] ^= 16;
      Files.write(orders, content);
      refusesAndChangesNothing(orders, "5: the row does not match its checksum, and line 6");
    }

    /** The clock was set back, or the file comes from a machine whose clock ran ahead. */
    @Test
    void start_ordersFromTheFuture_areNoMatter() throws Exception {
      writeOrders(
          new OrderRow(0, "Tux", 1, 0, "k-0", "2999-01-01T00:00:00Z"),
          new OrderRow(1, "Tux", 1, 1, "k-1", "1970-01-01T00:00:00Z"));
      order.start();
      assertEquals(0, order.buy("0", "Tux", 1));
      assertEquals(1, order.buy("1", "Tux", 1));
    }

    /** As sales arrive when some replies come late. */
    @Test
    void start_salesInAnyOrderAndWithGaps_areNoMatter() throws Exception {
      writeOrders(row(0, 5), row(1, 0), row(2, 1000), row(3, 4));
      order.start();
      assertEquals(2, order.buy("2", "Tux", 1));
    }
  }

  @Nested
  final class Refusals {
    private static RefusalRow refusal(int i) {
      return new RefusalRow(
          "k-no" + i, Fingerprint.of("k-no" + i, "Nope", 1).toHex(), Refusal.values()[i % 3]);
    }

    private static List<RefusalRow> refusals(int from, int to) {
      return IntStream.range(from, to).mapToObj(Refusals::refusal).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void start_twoSegments_areBothKnown_alsoWhenTheNewerIsMissing(boolean newer) throws Exception {
      write(order.file("refusals.previous.csv"), new RefusalFormat(), refusals(0, 3));
      if (newer) {
        write(refusals, new RefusalFormat(), refusals(3, 6));
      }
      order.start();
      assertEquals(NOT_FOUND, code(() -> order.buy("no0", "Nope", 1)));
      assertEquals(INVALID_ARGUMENT, code(() -> order.buy("no2", "Nope", 1)));
      assertEquals(ALREADY_EXISTS, code(() -> order.buy("no1", "Nope", 2)));
      if (newer) {
        assertEquals(NOT_FOUND, code(() -> order.buy("no3", "Nope", 1)));
      }
    }

    @Test
    void start_olderSegmentTorn_isRefused() throws Exception {
      Path previous = order.file("refusals.previous.csv");
      write(previous, new RefusalFormat(), refusals(0, 3));
      Files.write(previous, Arrays.copyOf(Files.readAllBytes(previous), 90));
      refusesAndChangesNothing(previous, "3: ");
    }

    @Test
    void start_newerSegmentTorn_isCutOff() throws Exception {
      write(refusals, new RefusalFormat(), refusals(0, 2));
      byte[] whole = Files.readAllBytes(refusals);
      write(refusals, new RefusalFormat(), refusals(2, 3));
      byte[] content = Files.readAllBytes(refusals);
      Files.write(refusals, Arrays.copyOf(content, content.length - 1));
      order.start();
      assertEquals(NOT_FOUND, code(() -> order.buy("no0", "Nope", 1)));
      assertArrayEquals(whole, Files.readAllBytes(refusals));
    }

    @Test
    void start_corrupt_isRefused() throws Exception {
      write(refusals, new RefusalFormat(), refusals(0, 3));
      byte[] content = Files.readAllBytes(refusals);
      content[40] ^= 1;
      Files.write(refusals, content);
      refusesAndChangesNothing(refusals, "2: the row does not match its checksum");
    }

    @Test
    void fullSegment_becomesTheOlderOne() throws Exception {
      write(refusals, new RefusalFormat(), refusals(0, RecentAnswers.MAX_REFUSALS - 1));
      order.start();
      Path previous = order.file("refusals.previous.csv");
      assertEquals(INVALID_ARGUMENT, code(() -> order.buy("last", "Tux", 0)));
      Await.until("a new segment", () -> Files.exists(previous) && Files.exists(refusals));
      assertEquals(INVALID_ARGUMENT, code(() -> order.buy("next", "Tux", 0)));
      assertEquals(INVALID_ARGUMENT, code(() -> order.buy("last", "Tux", 0)));
      assertEquals(2, Files.readAllLines(refusals).size());
      assertEquals(NOT_FOUND, code(() -> order.buy("no3", "Nope", 1)));
      assertEquals(0, order.fatal().size());
    }
  }

  @Nested
  final class Folder {
    @ParameterizedTest
    @ValueSource(strings = {"order.csv", "refusals.csv"})
    void start_fileThatCannotBeOpened_isRefusedWithASentence_andTheFolderIsFree(String name)
        throws Exception {
      order.disk().failAll(OPEN, name);
      String sentence = assertThrows(StartException.class, order::start).getMessage();
      assertTrue(sentence.startsWith("the files in " + folder + " cannot be used: "), sentence);
      assertTrue(sentence.contains(name), sentence);
      order.disk().heal();
      order.start();
      assertEquals(NOT_FOUND, code(() -> order.get(0)));
    }

    @Test
    void start_onAFullDisk_isRefusedAndTheNextBeginsAnew() throws Exception {
      for (int room = 0; room < 70; room += 23) {
        order.disk().fullAfter(room);
        assertThrows(StartException.class, order::start);
        order.disk().heal();
      }
      order.start();
      assertEquals(INVALID_ARGUMENT, code(() -> order.buy("key", "Tux", 0)));
    }
  }
}
