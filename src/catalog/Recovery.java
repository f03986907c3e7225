package catalog;

import common.journal.Disk;
import common.journal.Journal;
import common.journal.JournalReader;
import common.journal.UnusableFileException;
import common.process.Log;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The start of the catalog: the checkpoint, and on top of it the journalled sales that the
 * checkpoint does not have. Reads each file once.
 */
final class Recovery {
  private final Path checkpoint;
  private final Path previous;
  private final Path current;
  private final Disk disk;
  private final List<Sale> sales = new ArrayList<>();
  private long previousEnd;
  private Journal<Sale> journal;

  private Recovery(Path folder, Disk disk) {
    this.checkpoint = folder.resolve("catalog.csv");
    this.previous = folder.resolve("sales.previous.csv");
    this.current = folder.resolve("sales.csv");
    this.disk = disk;
  }

  /**
   * What a start finds.
   *
   * @param rows the toys, all sales taken off
   * @param sales those still in the journal
   * @param nextSale the next sale's number
   * @param previousEnd all sales in the journal's older segment are below this number
   * @param journal open, not started
   */
  record State(
      List<CatalogRow> rows,
      List<Sale> sales,
      long nextSale,
      long previousEnd,
      Journal<Sale> journal) {}

  /**
   * Reads the folder. Where a person wrote the catalogue, their quantities count as of now, and a
   * checkpoint that says so is written before anything is sold.
   *
   * @throws UnusableFileException if a file makes no sense; then it is left as it is
   */
  static State recover(Path folder, Disk disk) throws IOException, UnusableFileException {
    return new Recovery(folder, disk).recover();
  }

  private State recover() throws IOException, UnusableFileException {
    if (!Files.exists(checkpoint)) {
      disk.replace(checkpoint, startingCatalogue());
      Log.info("no " + checkpoint + ": begun with the toys that come with the store");
    }
    List<CatalogRow> written = CatalogFile.read(checkpoint);
    readJournal();
    long nextSale = sales.isEmpty() ? 0 : sales.get(sales.size() - 1).number() + 1;
    for (CatalogRow row : written) {
      nextSale = Math.max(nextSale, row.toSale());
    }
    List<CatalogRow> rows = replay(written, nextSale);
    if (written.stream().anyMatch(CatalogRow::isHandWritten)) {
      disk.replace(checkpoint, CatalogFile.write(rows));
    }
    return new State(rows, sales, nextSale, previousEnd, journal);
  }

  private static byte[] startingCatalogue() throws IOException {
    try (InputStream in = Recovery.class.getResourceAsStream("starting-catalog.csv")) {
      if (in == null) {
        throw new IOException("catalog.jar lacks its starting-catalog.csv: build it anew");
      }
      return in.readAllBytes();
    }
  }

  private void readJournal() throws IOException, UnusableFileException {
    if (Files.exists(previous)) {
      JournalReader.Result result = JournalReader.read(previous, new SaleFormat(), this::add);
      if (result.tornLine() > 0) {
        // It was forced to its end before sales.csv was begun.
        throw new UnusableFileException(previous, result.tornLine(), result.tornReason());
      }
      previousEnd = sales.isEmpty() ? 0 : sales.get(sales.size() - 1).number() + 1;
    }
    journal = Journal.open(current, new SaleFormat(), disk, this::add);
  }

  private void add(Sale sale, long line, long offset) {
    if (!sales.isEmpty() && sale.number() <= sales.get(sales.size() - 1).number()) {
      throw new IllegalArgumentException(
          "sale " + sale.number() + " stands after sale " + sales.get(sales.size() - 1).number());
    }
    sales.add(sale);
  }

  private List<CatalogRow> replay(List<CatalogRow> written, long nextSale)
      throws UnusableFileException {
    Map<String, CatalogRow> toys = new LinkedHashMap<>();
    written.forEach(row -> toys.put(row.name(), asOf(row, nextSale)));
    int replayed = 0;
    for (Sale sale : sales) {
      CatalogRow toy = toys.get(sale.name());
      if (toy != null && sale.number() >= toy.toSale()) {
        if (toy.quantity() < sale.quantity()) {
          throw tooFew(toy, sale, written);
        }
        toys.put(toy.name(), sold(toy, sale));
        replayed++;
      }
    }
    if (replayed > 0) {
      Log.info(replayed + " sales replayed that the checkpoint did not have");
    }
    return List.copyOf(toys.values());
  }

  private UnusableFileException tooFew(CatalogRow toy, Sale sale, List<CatalogRow> written) {
    int row = 0;
    while (!written.get(row).name().equals(toy.name())) {
      row++;
    }
    return new UnusableFileException(
        checkpoint,
        row + 2L,
        "sale "
            + sale.number()
            + " in the journal takes "
            + sale.quantity()
            + " "
            + toy.name()
            + ", and "
            + toy.quantity()
            + " are left: the quantity must cover all sales from sale "
            + written.get(row).toSale()
            + " on");
  }

  private static CatalogRow asOf(CatalogRow row, long nextSale) {
    return row.isHandWritten()
        ? new CatalogRow(row.name(), row.priceCents(), row.quantity(), 0, nextSale, nextSale)
        : row;
  }

  private static CatalogRow sold(CatalogRow toy, Sale sale) {
    return new CatalogRow(
        toy.name(),
        toy.priceCents(),
        toy.quantity() - sale.quantity(),
        toy.sold() + sale.quantity(),
        toy.fromSale(),
        sale.number() + 1);
  }
}
