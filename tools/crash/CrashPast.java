package crash;

import catalog.CatalogFile;
import catalog.CatalogRow;
import catalog.Sale;
import catalog.SaleFormat;
import common.journal.Disk;
import common.journal.Journal;
import common.journal.RowFormat;
import common.journal.UnusableFileException;
import crash.CrashToys.Toy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import order.OrderFormat;
import order.OrderRow;

/**
 * The files of a store that has sold before, so that a run begins close to where the catalog starts
 * a new segment of its journal, and works with two of them.
 */
final class CrashPast {
  private static final long PRICE_CENTS = 995;

  private final Path data;
  private final CrashHistory history;
  private final List<Sale> sales = new ArrayList<>();
  private final List<OrderRow> orders = new ArrayList<>();

  CrashPast(Path data, CrashHistory history) {
    this.data = data;
    this.history = history;
  }

  /** Writes catalogue, sales and orders after so many purchases; the clients know them, too. */
  void write(int purchases, long seed) throws IOException {
    if (purchases == 0) {
      Files.writeString(data.resolve("catalog.csv"), CrashToys.catalogue());
      return;
    }
    Random random = new Random(seed);
    long[] sold = new long[CrashToys.ALL.size()];
    for (int number = 0; number < purchases; number++) {
      // Not of the last one, of which there are few.
      int toy = random.nextInt(CrashToys.ALL.size() - 1);
      int quantity = 1 + random.nextInt(3);
      sold[toy] += quantity;
      add(number, CrashToys.ALL.get(toy).name(), quantity);
    }
    write("sales.csv", new SaleFormat(), sales);
    write("order.csv", new OrderFormat(), orders);
    Files.write(data.resolve("catalog.csv"), CatalogFile.write(rows(sold, purchases)));
  }

  private void add(int number, String toy, int quantity) {
    String id = "r-past." + number;
    sales.add(new Sale(number, id, toy, quantity));
    orders.add(new OrderRow(number, toy, quantity, number, id, "2026-01-01T00:00:00.000Z"));
    history.past(toy, quantity, number);
  }

  private static List<CatalogRow> rows(long[] sold, int purchases) {
    List<CatalogRow> rows = new ArrayList<>();
    for (int i = 0; i < sold.length; i++) {
      Toy toy = CrashToys.ALL.get(i);
      int left = Math.toIntExact(toy.stock() - sold[i]);
      rows.add(new CatalogRow(toy.name(), PRICE_CENTS, left, sold[i], 0, purchases));
    }
    return rows;
  }

  private <T> void write(String name, RowFormat<T> format, List<T> rows) throws IOException {
    try {
      Journal<T> journal =
          Journal.open(data.resolve(name), format, Disk.real(), (row, line, offset) -> {});
      journal.start(batch -> {}, failure -> history.problem(name + ": " + failure));
      rows.forEach(journal::append);
      journal.close();
    } catch (UnusableFileException e) {
      throw new IOException(e);
    }
  }
}
