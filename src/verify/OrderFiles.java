package verify;

import catalog.CatalogRow;
import catalog.Sale;
import common.journal.JournalReader;
import common.journal.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import order.Fingerprint;
import order.OrderFormat;
import order.OrderRow;
import order.RecentAnswers;
import order.RefusalFormat;
import order.RefusalRow;
import order.SaleNumbers;

/**
 * The order service's files, held against the catalog's. An order takes 8 bytes of memory here, and
 * a refusal as many.
 */
final class OrderFiles {
  /** More orders than the catalog knows sales for are counted, but no longer kept. */
  private static final int MAX_LATER = 100_000;

  /** An order of a sale that the catalog's files did not have yet when they were read. */
  record Later(OrderRow order, long line) {}

  private final Path file;
  private final Path previousRefusals;
  private final Path currentRefusals;
  private final StockFiles stock;
  private final Findings findings;
  private final Runnable rowRead;

  private final Map<String, CatalogRow> toys = new HashMap<>();
  private final long knownSales;
  private final Map<String, Long> pieces = new HashMap<>();
  private final SaleNumbers recorded = new SaleNumbers();
  private final IdHashes ids = new IdHashes();
  private final IdHashes purchases = new IdHashes();
  private final List<Later> later = new ArrayList<>();
  private final List<IdCheck.Suspect> suspects = new ArrayList<>();
  private long next;
  private long ofOthers;
  private long laterOrders;
  private long refusals;

  OrderFiles(Path folder, StockFiles stock, Findings findings, Runnable rowRead) {
    this.file = folder.resolve("order.csv");
    this.previousRefusals = folder.resolve("refusals.previous.csv");
    this.currentRefusals = folder.resolve("refusals.csv");
    this.stock = stock;
    this.findings = findings;
    this.rowRead = rowRead;
    this.knownSales = stock.end();
    stock.toys().forEach(toy -> toys.put(toy.name(), toy));
  }

  /**
   * Reads all files, once; and again only to name what is wrong.
   *
   * @throws UnusableFileException if a file is damaged
   */
  void read() throws IOException, UnusableFileException {
    if (Files.exists(file)) {
      JournalReader.Result result =
          JournalReader.read(file, new OrderFormat(), (row, line, offset) -> add(row, line));
      findings.note(file.getFileName() + ": " + Words.count(result.rows(), "order"));
      if (result.tornLine() > 0) {
        findings.note(Torn.sentence(file, result));
      }
      if (ofOthers > 0) {
        findings.note(
            Words.count(ofOthers, "order")
                + " from an earlier catalogue, or of toys that are no"
                + " longer in it, are not counted below");
      }
      IdCheck.orders(file, ids.repeated(), findings);
    } else {
      findings.note(file + ": not there, so there are no orders");
    }
    readRefusals();
  }

  private void add(OrderRow order, long line) {
    rowRead.run();
    String place = file + " line " + line + ": ";
    if (order.number() != next) {
      findings.problem(
          place + "order " + order.number() + " stands where order " + next + " was due");
    }
    next = order.number() + 1;
    if (order.quantity() < 1) {
      findings.problem(
          place + "order " + order.number() + " is of " + order.quantity() + " pieces");
    }
    if (recorded.contains(order.sale())) {
      findings.problem(place + "sale " + order.sale() + " has an order already");
    }
    recorded.add(order.sale());
    ids.add(IdHashes.hash(order.id()));
    purchases.add(purchaseHash(order));
    if (order.sale() >= knownSales) {
      laterOrders++;
      if (later.size() < MAX_LATER) {
        later.add(new Later(order, line));
      }
      return;
    }
    compareWithSale(order, place);
    CatalogRow toy = toys.get(order.name());
    if (toy == null || toy.isHandWritten() || order.sale() < toy.fromSale()) {
      ofOthers++;
    } else {
      pieces.merge(toy.name(), (long) order.quantity(), Long::sum);
    }
  }

  private void compareWithSale(OrderRow order, String place) {
    Sale sale = stock.sale(order.sale());
    if (sale != null) {
      String difference = difference(order, sale);
      if (!difference.isEmpty()) {
        findings.problem(place + difference);
      }
    } else if (order.sale() >= stock.journalStart()) {
      findings.problem(
          place
              + "order "
              + order.number()
              + " is of sale "
              + order.sale()
              + ", which is missing among the rows of sales.csv");
    }
  }

  /** In words, or empty. */
  static String difference(OrderRow order, Sale sale) {
    boolean same =
        order.name().equals(sale.name())
            && order.quantity() == sale.quantity()
            && order.id().equals(sale.id());
    return same
        ? ""
        : "order "
            + order.number()
            + " is "
            + order.quantity()
            + " x "
            + order.name()
            + " under "
            + order.id()
            + ", but its sale "
            + sale.number()
            + " is "
            + sale.quantity()
            + " x "
            + sale.name()
            + " under "
            + sale.id();
  }

  private void readRefusals() throws IOException, UnusableFileException {
    purchases.repeated();
    JournalReader.Result older = readRefusals(previousRefusals);
    if (older != null && older.tornLine() > 0) {
      throw new UnusableFileException(
          previousRefusals,
          older.tornLine(),
          older.tornReason()
              + "; this file was whole when refusals.csv was begun: put back a copy");
    }
    JournalReader.Result newer = readRefusals(currentRefusals);
    if (newer != null && newer.tornLine() > 0) {
      findings.note(Torn.sentence(currentRefusals, newer));
    }
    suspects.removeIf(suspect -> suspect.row() < refusals - RecentAnswers.MAX_REFUSALS);
    IdCheck.refusals(file, suspects, findings);
  }

  private JournalReader.Result readRefusals(Path from) throws IOException, UnusableFileException {
    try {
      JournalReader.Result result =
          JournalReader.read(from, new RefusalFormat(), (row, line, at) -> add(row, line, from));
      findings.note(from.getFileName() + ": " + Words.count(result.rows(), "refusal"));
      return result;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void add(RefusalRow refusal, long line, Path from) {
    rowRead.run();
    if (refusal.fingerprint().length() == 32
        && purchases.contains(Long.parseUnsignedLong(refusal.fingerprint(), 0, 16, 16))) {
      suspects.add(new IdCheck.Suspect(refusals, refusal, from + " line " + line));
    }
    refusals++;
  }

  private static long purchaseHash(OrderRow order) {
    return Fingerprint.of(order.id(), order.name(), order.quantity()).high();
  }

  /** Pieces in the orders that count for a toy of the catalogue. */
  long pieces(String name) {
    return pieces.getOrDefault(name, 0L);
  }

  /** The sales that have orders. */
  SaleNumbers recorded() {
    return recorded;
  }

  /** The first of them. */
  List<Later> later() {
    return later;
  }

  /** How many there are in all. */
  long laterOrders() {
    return laterOrders;
  }

  Path file() {
    return file;
  }
}
