package verify;

import catalog.CatalogRow;
import catalog.Change;
import catalog.Sale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Per toy: what the catalog sold against what the orders say. {@code quantity + sold - changed} of
 * a row is the stock that the catalogue began with, so quantity + orders - changed must give it
 * too.
 */
final class Sums {
  private static final int MAX_GAPS = 10;

  /** What became of a toy's pieces, with those movements that the checkpoint does not have. */
  private static final class Toy {
    final CatalogRow row;
    long stock;
    long sold;
    long changed;
    long waiting;

    Toy(CatalogRow row) {
      this.row = row;
      this.stock = row.quantity();
      this.sold = row.sold();
      this.changed = row.changed();
    }

    /** The program counts movements of this toy from a number on. */
    boolean counts(long number, long from) {
      return !row.isHandWritten() && number >= from;
    }
  }

  private final StockFiles stock;
  private final OrderFiles orders;
  private final Findings findings;
  private final Map<String, Toy> toys = new LinkedHashMap<>();
  private long waitingSales;

  Sums(StockFiles stock, OrderFiles orders, Findings findings) {
    this.stock = stock;
    this.orders = orders;
    this.findings = findings;
    stock.toys().forEach(row -> toys.put(row.name(), new Toy(row)));
  }

  void check() {
    stock.changes().forEach(this::count);
    stock.sales().values().forEach(this::count);
    if (waitingSales > 0) {
      findings.note(
          Words.count(waitingSales, "sale")
              + " in sales.csv without an order: the order service records them as soon as it runs"
              + " and sees the catalog");
    }
    boolean changes = toys.values().stream().anyMatch(toy -> toy.changed != 0);
    Table table =
        changes
            ? new Table("toy", "stock", "sold", "changed", "in orders", "waiting", "")
            : new Table("toy", "stock", "sold", "in orders", "waiting", "");
    boolean agree = true;
    for (Toy toy : toys.values()) {
      List<Object> cells = new ArrayList<>(List.of(toy.row.name(), toy.stock, toy.sold));
      if (changes) {
        cells.add(toy.changed);
      }
      String verdict = verdict(toy);
      agree &= !verdict.equals("DOES NOT AGREE");
      cells.addAll(List.of(orders.pieces(toy.row.name()), toy.waiting, verdict));
      table.row(cells);
    }
    table.lines().forEach(findings::note);
    if (!agree) {
      nameMissingSales();
    }
  }

  private void count(Sale sale) {
    boolean waits = !orders.recorded().contains(sale.number());
    waitingSales += waits ? 1 : 0;
    Toy toy = toys.get(sale.name());
    if (toy == null) {
      return;
    }
    if (toy.counts(sale.number(), toy.row.toSale())) {
      toy.stock -= sale.quantity();
      toy.sold += sale.quantity();
    }
    if (waits && toy.counts(sale.number(), toy.row.fromSale())) {
      toy.waiting += sale.quantity();
    }
  }

  private void count(Change change) {
    if (!toys.containsKey(change.name()) && change.priceCents() != Change.SAME_PRICE) {
      toys.put(change.name(), new Toy(addedBy(change)));
    }
    Toy toy = toys.get(change.name());
    if (toy != null && toy.counts(change.number(), toy.row.toSale())) {
      toy.stock += change.add();
      toy.changed += change.add();
    }
  }

  /** A toy that was added after the checkpoint. */
  private static CatalogRow addedBy(Change change) {
    long number = change.number();
    return new CatalogRow(change.name(), change.priceCents(), 0, 0, 0, number, number);
  }

  private String verdict(Toy toy) {
    String name = toy.row.name();
    String catalogue = stock.describe(StockFiles.CHECKPOINT) + ": ";
    if (toy.stock < 0) {
      findings.problem(
          catalogue
              + ("the stock of %s is %d, with the sales of sales.csv taken off: more was sold than"
                      + " there was")
                  .formatted(name, toy.stock));
    }
    long ordered = orders.pieces(name);
    long missing = toy.sold - ordered - toy.waiting;
    if (missing != 0) {
      String waiting = toy.waiting == 0 ? "" : " and " + toy.waiting + " wait for their orders";
      findings.problem(
          catalogue
              + "%d x %s are sold, but %d are in %s%s: %d pieces %s"
                  .formatted(
                      toy.sold,
                      name,
                      ordered,
                      orders.describe(OrderFiles.ORDERS),
                      waiting,
                      Math.abs(missing),
                      missing > 0 ? "have no order" : "were never taken from the stock"));
      return "DOES NOT AGREE";
    }
    if (toy.stock < 0) {
      return "NEGATIVE STOCK";
    }
    return toy.row.isHandWritten() ? "counts from the next start" : "agrees";
  }

  /** Sales that left the journal are all recorded; a gap tells which order is lost. */
  private void nameMissingSales() {
    List<String> gaps = new ArrayList<>();
    long end = Math.min(stock.journalStart(), stock.end());
    long first = orders.recorded().firstMissing(stock.countedFrom());
    while (first < end && gaps.size() < MAX_GAPS) {
      long next = orders.recorded().firstContained(first, end);
      gaps.add(next == first + 1 ? "" + first : first + " to " + (next - 1));
      first = orders.recorded().firstMissing(next);
    }
    if (!gaps.isEmpty()) {
      boolean older = orders.recorded().end() < end;
      findings.problem(
          orders.describe(OrderFiles.ORDERS)
              + ": no order for the sales "
              + String.join(", ", gaps)
              + ", which are not in sales.csv any more"
              + (older ? "; order.csv ends before them: it is an older copy" : ""));
    }
  }
}
