package verify;

import catalog.CatalogRow;
import catalog.Sale;
import common.journal.JournalReader;
import common.journal.UnusableFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import order.Fingerprint;
import order.OrderFormat;
import order.OrderRow;
import order.RecentAnswers;
import order.RefusalFormat;
import order.RefusalRow;
import order.SaleNumbers;

/**
 * The order service's files, held against the catalog's. An order takes 16 bytes of memory here.
 */
final class OrderFiles {
  static final String ORDERS = "order.csv";

  private static final String PREVIOUS = "refusals.previous.csv";
  private static final String CURRENT = "refusals.csv";

  /** More orders than the catalog knows sales for are counted, but no longer kept. */
  private static final int MAX_LATER = 100_000;

  /** An order of a sale that the catalog's files did not have yet when they were read. */
  record Later(OrderRow order, String place) {}

  /** A refusal that may have an order: which of all refusals it is, and where it stands. */
  private record Suspect(long row, RefusalRow refusal, String place) {}

  private final Source source;
  private final StockFiles stock;
  private final Findings findings;
  private final Runnable rowRead;

  private final Map<String, CatalogRow> toys = new HashMap<>();
  private final Map<String, Long> pieces = new HashMap<>();
  private final SaleNumbers recorded = new SaleNumbers();
  private final Ids ids = new Ids();
  private final Ids purchases = new Ids();
  private final List<Later> later = new ArrayList<>();
  private final List<Suspect> suspects = new ArrayList<>();
  private final long knownSales;
  private final long comparable;
  private long next;
  private long ofOthers;
  private long laterOrders;
  private long refusals;

  OrderFiles(Source source, StockFiles stock, Findings findings, Runnable rowRead) {
    this.source = source;
    this.stock = stock;
    this.findings = findings;
    this.rowRead = rowRead;
    knownSales = stock.end();
    comparable = Math.max(stock.journalStart(), stock.countedFrom());
    stock.toys().forEach(toy -> toys.put(toy.name(), toy));
  }

  /**
   * Reads all files, once; and again only to name what is wrong.
   *
   * @throws UnusableFileException if a file is damaged
   */
  void read() throws IOException, UnusableFileException {
    JournalReader.Result result = readOrders(this::add);
    if (result == null) {
      findings.note(source.describe(ORDERS) + ": not there, so there are no orders");
    } else {
      findings.note(ORDERS + ": " + Words.count(result.rows(), "order"));
      if (result.tornLine() > 0) {
        findings.note(Words.torn(source.describe(ORDERS), result));
      }
    }
    if (ofOthers > 0) {
      findings.note(
          Words.count(ofOthers, "order")
              + " from an earlier catalogue, or of toys that are no longer in it, are not counted"
              + " below");
    }
    nameRepeatedIds(ids.repeated());
    purchases.repeated();
    readRefusals();
  }

  /** Takes an order and where it stands. */
  private interface OrderVisitor {
    void order(OrderRow order, String place);
  }

  private JournalReader.Result readOrders(OrderVisitor visitor)
      throws IOException, UnusableFileException {
    String file = source.describe(ORDERS);
    return source.read(
        ORDERS,
        new OrderFormat(),
        (order, line, at) -> visitor.order(order, file + " line " + line + ": "));
  }

  private void add(OrderRow order, String place) {
    rowRead.run();
    if (order.number() != next) {
      findings.problem(
          place + "order %d stands where order %d was due".formatted(order.number(), next));
    }
    next = order.number() + 1;
    if (order.quantity() < 1) {
      findings.problem(
          place + "order %d is of %d pieces".formatted(order.number(), order.quantity()));
    }
    if (recorded.contains(order.sale())) {
      findings.problem(place + "sale " + order.sale() + " has an order already");
    }
    recorded.add(order.sale());
    Fingerprint purchase = Fingerprint.of(order.id(), order.name(), order.quantity());
    ids.add(purchase.id());
    purchases.add(purchase.high());
    if (order.sale() < knownSales) {
      compareWithSale(order, place);
      count(order);
    } else {
      laterOrders++;
      if (later.size() < MAX_LATER) {
        later.add(new Later(order, place));
      }
    }
  }

  private void count(OrderRow order) {
    CatalogRow toy = toys.get(order.name());
    if (toy == null || toy.isHandWritten() || order.sale() < toy.fromSale()) {
      ofOthers++;
    } else {
      pieces.merge(toy.name(), (long) order.quantity(), Long::sum);
    }
  }

  private void compareWithSale(OrderRow order, String place) {
    Sale sale = stock.sales().get(order.sale());
    if (sale != null) {
      String difference = difference(order, sale);
      if (!difference.isEmpty()) {
        findings.problem(place + difference);
      }
    } else if (order.sale() >= comparable) {
      findings.problem(
          place
              + "order %d is of sale %d, which is missing among the rows of sales.csv"
                  .formatted(order.number(), order.sale()));
    }
  }

  /** In words, or empty. */
  static String difference(OrderRow order, Sale sale) {
    boolean same = new Sale(order.sale(), order.id(), order.name(), order.quantity()).equals(sale);
    return same
        ? ""
        : "order %d is %d x %s under %s, but its sale %d is %d x %s under %s"
            .formatted(
                order.number(),
                order.quantity(),
                order.name(),
                order.id(),
                sale.number(),
                sale.quantity(),
                sale.name(),
                sale.id());
  }

  private void nameRepeatedIds(Set<Long> repeated) throws IOException, UnusableFileException {
    if (repeated.isEmpty()) {
      return;
    }
    Map<String, Long> orderOfId = new HashMap<>();
    readOrders(
        (order, place) -> {
          Long earlier =
              repeated.contains(Fingerprint.of(order.id(), "", 0).id())
                  ? orderOfId.put(order.id(), order.number())
                  : null;
          if (earlier != null && order.number() - earlier < RecentAnswers.MAX_KEYS) {
            findings.problem(
                place
                    + "order %d has the id %s, as order %d has"
                        .formatted(order.number(), order.id(), earlier));
          }
        });
  }

  private void readRefusals() throws IOException, UnusableFileException {
    JournalReader.Result older = readRefusals(PREVIOUS);
    if (older != null && older.tornLine() > 0) {
      throw new UnusableFileException(
          source.describe(PREVIOUS),
          older.tornLine(),
          older.tornReason()
              + "; this file was whole when refusals.csv was begun: put back a copy");
    }
    JournalReader.Result newer = readRefusals(CURRENT);
    if (newer != null && newer.tornLine() > 0) {
      findings.note(Words.torn(source.describe(CURRENT), newer));
    }
    suspects.removeIf(suspect -> suspect.row() < refusals - RecentAnswers.MAX_REFUSALS);
    nameRefusedOrders();
  }

  private JournalReader.Result readRefusals(String name) throws IOException, UnusableFileException {
    JournalReader.Result result =
        source.read(
            name,
            new RefusalFormat(),
            (row, line, at) -> add(row, source.describe(name) + " line " + line + ": "));
    if (result != null) {
      findings.note(name + ": " + Words.count(result.rows(), "refusal"));
    }
    return result;
  }

  private void add(RefusalRow refusal, String place) {
    rowRead.run();
    if (refusal.fingerprint().length() == 32
        && purchases.contains(Long.parseUnsignedLong(refusal.fingerprint(), 0, 16, 16))) {
      suspects.add(new Suspect(refusals, refusal, place));
    }
    refusals++;
  }

  private void nameRefusedOrders() throws IOException, UnusableFileException {
    if (suspects.isEmpty()) {
      return;
    }
    Map<String, Suspect> byId = new HashMap<>();
    suspects.forEach(suspect -> byId.put(suspect.refusal().id(), suspect));
    readOrders(
        (order, place) -> {
          Suspect suspect = byId.get(order.id());
          Fingerprint purchase = Fingerprint.of(order.id(), order.name(), order.quantity());
          if (suspect != null && purchase.toHex().equals(suspect.refusal().fingerprint())) {
            findings.problem(
                suspect.place()
                    + "the purchase %s was refused, but order %d is of the same purchase"
                        .formatted(order.id(), order.number()));
          }
        });
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

  String describe(String name) {
    return source.describe(name);
  }
}
