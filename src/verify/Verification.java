package verify;

import catalog.Sale;
import common.journal.UnusableFileException;
import common.process.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

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

  private final Path catalogFolder;
  private final Path orderFolder;
  private final Runnable rowRead;
  private final Findings findings = new Findings();

  private Verification(Path catalogFolder, Path orderFolder, Runnable rowRead) {
    this.catalogFolder = catalogFolder;
    this.orderFolder = orderFolder;
    this.rowRead = rowRead;
  }

  /**
   * Reads the data folder that catalog and order service share.
   *
   * @throws IOException if a file cannot be read
   */
  public static Report of(Path folder) throws IOException {
    return of(folder, folder, () -> {});
  }

  /** Reads two folders, and calls {@code rowRead} with each row of a journal. */
  static Report of(Path catalogFolder, Path orderFolder, Runnable rowRead) throws IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      List<String> before = look(catalogFolder, orderFolder);
      Report report = new Verification(catalogFolder, orderFolder, rowRead).verify();
      boolean quiet = before.equals(look(catalogFolder, orderFolder));
      if (report.whole() || quiet || System.nanoTime() > end) {
        return report;
      }
      pause();
    }
  }

  private Report verify() throws IOException {
    try {
      StockFiles stock = StockFiles.read(catalogFolder, findings, rowRead);
      OrderFiles orders = new OrderFiles(orderFolder, stock, findings, rowRead);
      orders.read();
      new Sums(stock, orders, catalogFolder, findings).check();
      if (!orders.later().isEmpty()) {
        compareLater(stock, orders);
      }
    } catch (UnusableFileException e) {
      findings.problem(e.getMessage());
      findings.note("sums are not compared, as a file is damaged");
    }
    return findings.report();
  }

  private void compareLater(StockFiles earlier, OrderFiles orders)
      throws IOException, UnusableFileException {
    StockFiles stock = StockFiles.read(catalogFolder, new Findings(), rowRead);
    if (stock.isUntouched()) {
      findings.note(
          Words.count(orders.laterOrders(), "order")
              + " from an earlier catalogue: this one was"
              + " not yet in touch with the order service");
      return;
    }
    for (OrderFiles.Later later : orders.later()) {
      long number = later.order().sale();
      Sale sale = stock.sale(number);
      String difference =
          sale == null
              ? "order "
                  + later.order().number()
                  + " is of sale "
                  + number
                  + ", but the catalog"
                  + " has only sales below "
                  + Math.max(earlier.end(), stock.end())
              : OrderFiles.difference(later.order(), sale);
      if (!difference.isEmpty()) {
        findings.problem(orders.file() + " line " + later.line() + ": " + difference);
      }
    }
  }

  /** Names, sizes and times of the files: where these stay the same, nobody writes. */
  private static List<String> look(Path... folders) throws IOException {
    List<String> seen = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          seen.add(describe(file));
        }
      }
    }
    return seen;
  }

  private static String describe(Path file) {
    try {
      return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return file + ": " + Failures.reason(e);
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
