package verify;

import static common.testing.RunningService.code;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.OK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import catalog.CatalogFile;
import catalog.CatalogRow;
import catalog.Movement;
import catalog.MovementFormat;
import catalog.Sale;
import common.journal.UnusableFileException;
import common.purchase.Refusal;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import order.Fingerprint;
import order.OrderFormat;
import order.OrderRow;
import order.RefusalFormat;
import order.RefusalRow;
import order.RunningOrder;
import order.RunningStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VerificationTest {
  private static final String TOYS =
      """
      name,price,quantity
      Tux,15.99,100
      "Train, red",119.00,12
      Fox,19.49,120
      """;

  @TempDir static Path original;

  @TempDir Path folder;

  /** Orders 0 to 4 of sales 0 to 4, and two refusals. */
  @BeforeAll
  static void fiveOrders() throws Exception {
    Files.writeString(original.resolve("catalog.csv"), TOYS);
    try (RunningStore store = new RunningStore(original)) {
      store.order.buy("a", "Tux", 1);
      store.order.buy("b", "Train, red", 2);
      store.order.buy("c", "Tux", 3);
      store.order.buy("", "Fox", 4);
      store.order.buy("e", "Tux", 5);
      assertEquals(NOT_FOUND, code(() -> store.order.buy("f", "Nope", 1)));
      assertEquals(FAILED_PRECONDITION, code(() -> store.order.buy("g", "Train, red", 11)));
      store.stop();
    }
  }

  @BeforeEach
  void copyThem() throws IOException {
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  @Nested
  class WholeFolders {
    @Test
    void of_aStoreThatWasStopped_isWholeAndShowsTheSums() throws IOException {
      Report report = verify();
      assertTrue(report.whole(), report::toString);
      assertLine(report, "  Tux            91     9          9        0  agrees");
      assertLine(report, "  Train, red     10     2          2        0  agrees");
      assertLine(report, "order.csv: 5 orders");
      assertLine(report, "refusals.csv: 2 refusals");
    }

    @Test
    void of_aCatalogueThatWasNeverOpened_isWhole() throws IOException {
      for (String name : List.of("order.csv", "sales.csv", "refusals.csv")) {
        Files.delete(folder.resolve(name));
      }
      Files.writeString(folder.resolve("catalog.csv"), TOYS);
      Report report = verify();
      assertTrue(report.whole(), report::toString);
      assertTrue(report.toString().contains("counts from the next start"), report::toString);
    }

    @Test
    void of_aHandWrittenCatalogueBesideOldOrders_isWhole() throws IOException {
      Files.writeString(folder.resolve("catalog.csv"), TOYS);
      Report report = verify();
      assertTrue(report.whole(), report::toString);
      assertTrue(report.toString().contains("5 orders from an earlier catalogue"));
    }

    @Test
    void of_aNewCatalogueAfterTheNextPurchases_countsOnlyThose() throws Exception {
      Files.writeString(folder.resolve("catalog.csv"), TOYS);
      Files.delete(folder.resolve("sales.csv"));
      try (RunningStore store = new RunningStore(folder)) {
        store.order.buy("h", "Tux", 7);
        store.stop();
      }
      Report report = verify();
      assertTrue(report.whole(), report::toString);
      assertLine(report, "  Tux            93     7          7        0  agrees");
    }

    @Test
    void of_aNewCatalogueNotYetInTouchWithTheOrders_isWhole() throws IOException {
      String untouched = "name,price,quantity,sold,from_sale,to_sale\nTux,15.99,100,0,0,0\n";
      Files.writeString(folder.resolve("catalog.csv"), untouched);
      Files.delete(folder.resolve("sales.csv"));
      Report report = verify();
      assertTrue(report.whole(), report::toString);
      assertTrue(report.toString().contains("not yet in touch"), report::toString);
    }

    @Test
    void of_aFolderThatIsNotWhole_isNotChanged() throws IOException {
      JournalFiles.change(orders(), new OrderFormat(), rows -> JournalFiles.without(rows, 2));
      List<String> before = contents();
      assertFalse(verify().whole());
      assertEquals(before, contents());
    }

    private List<String> contents() throws IOException {
      List<String> contents = new ArrayList<>();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          contents.add(file + " " + Files.getLastModifiedTime(file) + Files.readString(file));
        }
      }
      return contents;
    }
  }

  @Nested
  class WhatACrashLeaves {
    @Test
    void of_aSaleWithoutAnOrder_isWholeAndSaysThatItWaits() throws IOException {
      JournalFiles.change(orders(), new OrderFormat(), rows -> rows.subList(0, 4));
      Report report = verify();
      assertTrue(report.whole(), report::toString);
      assertTrue(report.toString().contains("1 sale in sales.csv without an order"));
      assertLine(report, "  Tux            91     9          4        5  agrees");
    }

    @Test
    void of_noOrdersAtAll_isWholeWhileAllSalesAreInTheJournal() throws IOException {
      Files.delete(orders());
      assertTrue(verify().whole());
    }

    @Test
    void of_aCheckpointOlderThanTheJournal_takesTheSalesOff() throws Exception {
      changeCatalogue(
          rows -> {
            CatalogRow tux = rows.get(0);
            return JournalFiles.with(
                rows, 0, new CatalogRow("Tux", tux.priceCents(), 99, 1, 0, 0, 1));
          });
      Report report = verify();
      assertTrue(report.whole(), report::toString);
      assertLine(report, "  Tux            91     9          9        0  agrees");
    }

    @Test
    void of_aTornLastRow_isWholeAndSaysThatItWillBeCutOff() throws IOException {
      for (String name : List.of("order.csv", "sales.csv", "refusals.csv")) {
        append(name, "5,Tux,1,5,k-to");
        Report report = verify();
        assertTrue(report.whole(), report::toString);
        assertTrue(report.toString().contains("the last row is not whole"), report::toString);
      }
    }

    @Test
    void of_aFileThatEndsInZeros_isWhole() throws IOException {
      append("order.csv", "\0".repeat(5000));
      assertTrue(verify().whole());
    }

    @Test
    void of_aNewSegmentThatWasNotBegun_isWhole() throws IOException {
      Files.move(folder.resolve("sales.csv"), folder.resolve("sales.previous.csv"));
      Report report = verify();
      assertTrue(report.whole(), report::toString);
      assertLine(report, "sales.previous.csv: 5 sales");
    }
  }

  /** A folder that is not whole, and what must be said of it. */
  private record Damage(String name, Change change, String sentence) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface Change {
    void on(VerificationTest store) throws Exception;
  }

  private static Damage damage(String name, Change change, String sentence) {
    return new Damage(name, change, sentence);
  }

  private static Damage orders(String name, UnaryOperator<List<OrderRow>> change, String sentence) {
    return damage(
        name, store -> JournalFiles.change(store.orders(), new OrderFormat(), change), sentence);
  }

  private static Damage sales(String name, UnaryOperator<List<Movement>> change, String sentence) {
    return damage(
        name, store -> JournalFiles.change(store.sales(), new MovementFormat(), change), sentence);
  }

  static Stream<Damage> damages() {
    return Stream.of(
        damage(
            "a flipped bit in an order",
            store -> store.replace("order.csv", "Fox", "Fix"),
            "order.csv line 5: the row does not match its checksum, and line 6 after it is a valid"
                + " row"),
        damage(
            "a flipped bit in a sale",
            store -> store.replace("sales.csv", "k-b", "k-B"),
            "sales.csv line 3: the row does not match its checksum"),
        damage(
            "a flipped bit in a refusal",
            store -> store.replace("refusals.csv", "k-f", "k-F"),
            "refusals.csv line 2: the row does not match its checksum"),
        damage(
            "another header",
            store -> store.replace("order.csv", "order_number", "order_nummer"),
            "order.csv line 1: the header is not order_number,"),
        damage(
            "a torn row in a segment that was finished",
            store -> {
              Files.move(store.sales(), store.folder.resolve("sales.previous.csv"));
              store.append("sales.previous.csv", "5,k-x,Tu");
            },
            "sales.previous.csv line 7: the line is cut off"),
        damage(
            "a catalogue that makes no sense",
            store -> store.replace("catalog.csv", "15.99", "15,99"),
            "catalog.csv line 2: the line has 9 fields, the header has 8"),
        damage(
            "no catalogue",
            store -> Files.delete(store.folder.resolve("catalog.csv")),
            "catalog.csv: the file is missing"),
        damage(
            "negative stock",
            store -> {
              store.changeCatalogue(
                  rows -> JournalFiles.with(rows, 0, new CatalogRow("Tux", 1599, 8, 0, 0, 0, 0)));
            },
            "catalog.csv: the stock of Tux is -1, with the sales of sales.csv taken off"),
        damage(
            "stock that was never taken off",
            store -> {
              store.changeCatalogue(
                  rows -> JournalFiles.with(rows, 0, new CatalogRow("Tux", 1599, 95, 5, 0, 0, 5)));
            },
            "catalog.csv: 5 x Tux are sold, but 9 are in"),
        damage(
            "a journal of sales that is lost",
            store -> {
              Files.delete(store.sales());
              store.changeCatalogue(
                  rows ->
                      rows.stream()
                          .map(
                              row ->
                                  row.name().equals("Tux")
                                      ? new CatalogRow("Tux", 1599, 96, 4, 0, 0, 4)
                                      : new CatalogRow(
                                          row.name(), 1, row.quantity(), row.sold(), 0, 0, 4))
                          .toList());
            },
            "order.csv line 6: order 4 is of sale 4, but the catalog has only sales below 4"),
        orders(
            "an order that is missing in the middle",
            rows -> JournalFiles.without(rows, 2),
            "order.csv line 4: order 3 stands where order 2 was due"),
        damage(
            "an order that is missing, and its sale is gone",
            store -> {
              JournalFiles.change(store.orders(), new OrderFormat(), rows -> rows.subList(0, 4));
              JournalFiles.write(store.sales(), new MovementFormat(), List.of());
            },
            "no order for the sales 4, which are not in sales.csv any more"),
        orders(
            "a sale with two orders",
            rows -> JournalFiles.with(rows, 4, row(4, "Tux", 5, 2, "k-e")),
            "order.csv line 6: sale 2 has an order already"),
        orders(
            "an id with two orders",
            rows -> JournalFiles.with(rows, 4, row(4, "Tux", 5, 4, "k-a")),
            "order.csv line 6: order 4 has the id k-a, as order 0 has"),
        orders(
            "an order of another toy than its sale",
            rows -> JournalFiles.with(rows, 4, row(4, "Fox", 5, 4, "k-e")),
            "order.csv line 6: order 4 is 5 x Fox under k-e, but its sale 4 is 5 x Tux under k-e"),
        orders(
            "an order of more pieces than its sale",
            rows -> JournalFiles.with(rows, 4, row(4, "Tux", 6, 4, "k-e")),
            "order.csv line 6: order 4 is 6 x Tux under k-e, but its sale 4 is 5 x Tux under k-e"),
        orders(
            "an order without pieces",
            rows -> JournalFiles.with(rows, 4, row(4, "Tux", 0, 4, "k-e")),
            "order.csv line 6: order 4 is of 0 pieces"),
        sales(
            "a sale that is missing in the middle",
            rows -> JournalFiles.without(rows, 2),
            "order.csv line 4: order 2 is of sale 2, which is missing among the rows of sales.csv"),
        sales(
            "sales out of order",
            rows -> JournalFiles.with(rows, 3, new Sale(1, "r-x", "Fox", 4)),
            "sales.csv line 5: sale 1 stands after sale 2"),
        damage(
            "a purchase that is both refused and sold",
            store ->
                JournalFiles.change(
                    store.folder.resolve("refusals.csv"),
                    new RefusalFormat(),
                    rows ->
                        JournalFiles.with(
                            rows,
                            1,
                            new RefusalRow(
                                "k-c",
                                Fingerprint.of("k-c", "Tux", 3).toHex(),
                                Refusal.UNKNOWN_TOY))),
            "refusals.csv line 3: the purchase k-c was refused, but order 2 is of the same"));
  }

  private static OrderRow row(long number, String name, int quantity, long sale, String id) {
    return new OrderRow(number, name, quantity, sale, id, "2026-01-01T00:00:00Z");
  }

  @ParameterizedTest
  @MethodSource("damages")
  void of_damage_isNotWholeAndNamesThePlace(Damage damage) throws Exception {
    damage.change().on(this);
    Report report = verify();
    assertFalse(report.whole(), report::toString);
    assertTrue(report.toString().contains(damage.sentence()), report::toString);
  }

  @Nested
  class WhileTheStoreRuns {
    @Test
    void of_aFolderThatIsWrittenTo_isWhole() throws Exception {
      try (RunningStore store = new RunningStore(folder)) {
        AtomicBoolean stopping = new AtomicBoolean();
        Thread buyer = new Thread(() -> buyUntil(stopping, store.order));
        buyer.start();
        for (int i = 0; i < 30; i++) {
          Report report = verify();
          assertTrue(report.whole(), report::toString);
        }
        stopping.set(true);
        buyer.join();
        store.stop();
      }
      assertTrue(verify().whole());
    }

    private static void buyUntil(AtomicBoolean stopping, RunningOrder order) {
      for (int i = 0; !stopping.get(); i++) {
        String key = "running-" + i;
        int quantity = i < 100 ? 1 : 100;
        Status.Code expected = i < 100 ? OK : FAILED_PRECONDITION;
        assertEquals(expected, code(() -> order.buy(key, "Fox", quantity)));
      }
    }
  }

  private Report verify() throws IOException {
    return Verification.of(folder);
  }

  private Path orders() {
    return folder.resolve("order.csv");
  }

  private Path sales() {
    return folder.resolve("sales.csv");
  }

  private void append(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text, StandardOpenOption.APPEND);
  }

  private void replace(String name, String text, String by) throws IOException {
    Path file = folder.resolve(name);
    String content = Files.readString(file);
    assertTrue(content.contains(text), content);
    Files.writeString(file, content.replace(text, by), StandardCharsets.UTF_8);
  }

  private void changeCatalogue(UnaryOperator<List<CatalogRow>> change)
      throws IOException, UnusableFileException {
    Path file = folder.resolve("catalog.csv");
    Files.write(
        file,
        CatalogFile.write(
            change.apply(CatalogFile.parse(Files.readAllBytes(file), file.toString()).rows())));
  }

  private static void assertLine(Report report, String line) {
    assertTrue(report.lines().contains(line), report::toString);
  }
}
