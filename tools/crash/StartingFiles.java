package crash;

import catalog.CatalogFile;
import catalog.CatalogRow;
import catalog.MovementFormat;
import catalog.Sale;
import common.journal.JournalFile;
import common.journal.RowFormat;
import common.process.StartException;
import crash.Toys.Toy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import order.OrderFormat;
import order.OrderRow;

/**
 * The files of a store that has sold before, so that a run begins close to where the catalog starts
 * a new segment of its journal, and works with two of them.
 */
final class StartingFiles {
  /** The sales below are in the catalogue, and no longer in the catalog's journal. */
  static final int JOURNAL_BEGINS = 100;

  private final Observations seen;
  private final List<Sale> sales = new ArrayList<>();
  private final List<OrderRow> orders = new ArrayList<>();

  StartingFiles(Observations seen) {
    this.seen = seen;
  }

  /** Writes catalogue, sales and orders after so many purchases; the clients know them, too. */
  void write(Path data, int purchases, long seed) throws IOException {
    Random random = new Random(seed);
    for (int number = 0; number < purchases; number++) {
      Toy toy = Toys.plenty(random.nextInt(Toys.ALL.size()));
      int quantity = 1 + random.nextInt(3);
      String id = "r-past." + number;
      sales.add(new Sale(number, id, toy.name(), quantity));
      orders.add(
          new OrderRow(number, toy.name(), quantity, number, id, "2026-01-01T00:00:00.000Z"));
      seen.past(toy.name(), quantity, number);
    }
    if (purchases > JOURNAL_BEGINS) {
      write(
          data.resolve("sales.csv"),
          new MovementFormat(),
          sales.subList(JOURNAL_BEGINS, purchases));
      write(data.resolve("order.csv"), new OrderFormat(), orders);
    }
    Files.write(data.resolve("catalog.csv"), catalogue(purchases));
  }

  /** A backup of the catalogue that is older than the catalog's journal. */
  byte[] olderCatalogue() {
    return catalogue(JOURNAL_BEGINS / 2);
  }

  private byte[] catalogue(int purchases) {
    Map<String, Integer> sold = new HashMap<>();
    sales
        .subList(0, purchases)
        .forEach(sale -> sold.merge(sale.name(), sale.quantity(), Integer::sum));
    List<CatalogRow> rows = new ArrayList<>();
    for (Toy toy : Toys.ALL) {
      int pieces = sold.getOrDefault(toy.name(), 0);
      int left = toy.stock() - pieces;
      rows.add(new CatalogRow(toy.name(), Toys.PRICE_CENTS, left, pieces, 0, 0, purchases));
    }
    return CatalogFile.write(rows);
  }

  private static <T> void write(Path file, RowFormat<T> format, List<? extends T> rows)
      throws IOException {
    try {
      JournalFile.append(file, format, rows);
    } catch (StartException e) {
      throw new IOException(e);
    }
  }
}
