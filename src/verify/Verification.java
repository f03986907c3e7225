package verify;

import catalog.Sale;
import common.journal.UnusableFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import order.OrderRow;

/**
 * Tells whether the files of the store agree with each other. Reads only, and takes no lock, so the
 * services may run: what then looks wrong in files that change is read again before it counts.
 *
 * <p>The order of reading makes that work. The catalog's files first: a sale that is missing in the
 * orders read later either waits for its order, and stands in sales.csv, or its order is lost. Then
 * the orders: those of sales made meanwhile are looked up in sales.csv at the end.
 */
public final class Verification {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long PAUSE_MILLIS = 200;

  private static final String ID = "order-book.id";
  private static final String PIN = "order-book.pinned";

  private final Source catalog;
  private final Source order;
  private final Runnable rowRead;
  private final Findings findings = new Findings();

  private Verification(Source catalog, Source order, Runnable rowRead) {
    this.catalog = catalog;
    this.order = order;
    this.rowRead = rowRead;
  }

  /**
   * Reads the data folder that catalog and order service share.
   *
   * @throws IOException if a file cannot be read
   */
  public static Report of(Path folder) throws IOException {
    return of(Source.of(folder), Source.of(folder), () -> {});
  }

  /** Reads the files of the two services, and calls {@code rowRead} with each row of a journal. */
  static Report of(Source catalog, Source order, Runnable rowRead) throws IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      List<List<String>> before = List.of(catalog.look(), order.look());
      Report report = new Verification(catalog, order, rowRead).verify();
      boolean quiet = before.equals(List.of(catalog.look(), order.look()));
      if (report.whole() || quiet || System.nanoTime() > end) {
        return report;
      }
      pause();
    }
  }

  private Report verify() throws IOException {
    try {
      StockFiles stock = StockFiles.read(catalog, findings, rowRead);
      OrderFiles orders = new OrderFiles(order, stock, findings, rowRead);
      orders.read();
      compareIdentities();
      new Sums(stock, orders, findings).check();
      if (!orders.later().isEmpty()) {
        compareLater(stock, orders);
      }
    } catch (UnusableFileException e) {
      findings.problem(e.getMessage());
      findings.note("sums are not compared, as a file is damaged");
    }
    return findings.report();
  }

  /** The catalog sells for one order book only. */
  private void compareIdentities() throws IOException {
    byte[] id = order.read(ID);
    byte[] pinned = catalog.read(PIN);
    if (id != null && pinned != null && !text(id).equals(text(pinned))) {
      findings.problem(
          "%s says \"%s\", but %s says \"%s\": the catalog refuses this order service; put back"
                  .formatted(order.describe(ID), text(id), catalog.describe(PIN), text(pinned))
              + " the files that belong together");
    }
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1).strip();
  }

  private void compareLater(StockFiles earlier, OrderFiles orders)
      throws IOException, UnusableFileException {
    StockFiles stock = StockFiles.read(catalog, new Findings(), rowRead);
    if (stock.isUntouched()) {
      findings.note(
          Words.count(orders.laterOrders(), "order")
              + " from an earlier catalogue: this one was"
              + " not yet in touch with the order service");
      return;
    }
    long end = Math.max(earlier.end(), stock.end());
    for (OrderFiles.Later later : orders.later()) {
      OrderRow row = later.order();
      Sale sale = stock.sales().get(row.sale());
      String difference =
          sale == null
              ? ("order %d is of sale %d, but the catalog has only sales below %d: catalog.csv and"
                      + " sales.csv are older copies")
                  .formatted(row.number(), row.sale(), end)
              : OrderFiles.difference(row, sale);
      if (!difference.isEmpty()) {
        findings.problem(later.place() + difference);
      }
    }
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the files to come to rest", e);
    }
  }
}
