package verify;

import catalog.CatalogRow;
import catalog.Change;
import catalog.Sale;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Per toy: what the catalog sold against what the orders say. {@code quantity + sold} of a row is
 * the stock that the catalogue began with, so that quantity + orders must give it too.
 */
final class Sums {
  /** What became of a toy's pieces. */
  private static final class Toy {
    final CatalogRow row;
    long stock;
    long sold;
    long changed;
    long waiting;

    Toy(CatalogRow row) {
      this.row = row;
      this.stock = row.quantity();
      this.changed = row.changed();
      this.sold = row.sold();
    }
  }

  private final StockFiles stock;
  private final OrderFiles orders;
  private final Path catalogFolder;
  private final Findings findings;
  private final Map<String, Toy> toys = new HashMap<>();
  private long waitingSales;

  Sums(StockFiles stock, OrderFiles orders, Path catalogFolder, Findings findings) {
    this.stock = stock;
    this.orders = orders;
    this.catalogFolder = catalogFolder;
    this.findings = findings;
    stock.toys().forEach(row -> toys.put(row.name(), new Toy(row)));
  }

  void check() {
    for (Sale sale : stock.sales()) {
      count(sale);
    }
    for (Change change : stock.changes()) {
      count(change);
    }
    if (waitingSales > 0) {
      findings.note(
          Words.count(waitingSales, "sale")
              + " in sales.csv without an order: the order service"
              + " records them as soon as it runs and sees the catalog");
    }
    boolean changes = toys.values().stream().anyMatch(toy -> toy.changed != 0);
    Table table =
        changes
            ? new Table("toy", "stock", "sold", "changed", "in orders", "waiting", "")
            : new Table("toy", "stock", "sold", "in orders", "waiting", "");
    boolean agree = true;
    for (CatalogRow row : stock.toys()) {
      agree &= compare(toys.get(row.name()), table);
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
    if (toy == null || toy.row.isHandWritten()) {
      return;
    }
    if (sale.number() >= toy.row.toSale()) {
      toy.stock -= sale.quantity();
      toy.sold += sale.quantity();
    }
    if (waits && sale.number() >= toy.row.fromSale()) {
      toy.waiting += sale.quantity();
    }
  }

  private void count(Change change) {
    Toy toy = toys.get(change.name());
    if (toy != null && !toy.row.isHandWritten() && change.number() >= toy.row.toSale()) {
      toy.stock += change.add();
      toy.changed += change.add();
    }
  }

  private boolean compare(Toy toy, Table table) {
    String name = toy.row.name();
    long ordered = orders.pieces(name);
    long missing = toy.sold - ordered - toy.waiting;
    String verdict = toy.row.isHandWritten() ? "counts from the next start" : "agrees";
    if (toy.stock < 0) {
      verdict = "NEGATIVE STOCK";
      findings.problem(
          catalogFolder.resolve("catalog.csv")
              + ": the stock of "
              + name
              + " is "
              + toy.stock
              + ", with the sales of sales.csv taken off: more was sold than there was");
    }
    if (missing != 0) {
      verdict = "DOES NOT AGREE";
      findings.problem(sentence(name, toy, ordered, missing));
    }
    if (table.columns() == 7) {
      table.row(name, toy.stock, toy.sold, toy.changed, ordered, toy.waiting, verdict);
    } else {
      table.row(name, toy.stock, toy.sold, ordered, toy.waiting, verdict);
    }
    return missing == 0;
  }

  private String sentence(String name, Toy toy, long ordered, long missing) {
    String waiting = toy.waiting == 0 ? "" : " and " + toy.waiting + " wait for their orders";
    return catalogFolder.resolve("catalog.csv")
        + ": "
        + toy.sold
        + " x "
        + name
        + " are sold, but "
        + ordered
        + " are in "
        + orders.file()
        + waiting
        + ": "
        + (missing > 0
            ? missing + " pieces have no order"
            : -missing + " pieces were never taken from the stock");
  }

  /** Sales that left the journal are all recorded; a gap tells which order is lost. */
  private void nameMissingSales() {
    long from = Long.MAX_VALUE;
    for (CatalogRow row : stock.toys()) {
      from = row.isHandWritten() ? from : Math.min(from, row.fromSale());
    }
    List<String> gaps = new ArrayList<>();
    long end = Math.min(stock.journalStart(), stock.end());
    for (long first = orders.recorded().firstMissing(from); first < end && gaps.size() < 10; ) {
      long next = orders.recorded().firstContained(first, end);
      gaps.add(next == first + 1 ? "" + first : first + " to " + (next - 1));
      first = orders.recorded().firstMissing(next);
    }
    if (!gaps.isEmpty()) {
      findings.problem(
          orders.file()
              + ": no order for the sales "
              + String.join(", ", gaps)
              + ", which are not in sales.csv any more");
    }
  }
}
