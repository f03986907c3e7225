package verify;

import catalog.Change;
import catalog.Movement;
import catalog.MovementFormat;
import catalog.Sale;
import common.journal.JournalReader;
import common.journal.RowFormat;
import common.journal.UnusableFileException;
import common.purchase.Money;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import order.OrderFormat;
import order.OrderRow;
import order.RefusalFormat;
import order.RefusalRow;

/** Prints the rows of a journal for a person. */
final class RowPrinter {
  private final PrintStream out;

  RowPrinter(PrintStream out) {
    this.out = out;
  }

  /**
   * Prints all valid rows, and what is wrong with a torn last one.
   *
   * @return whether the file is whole, but for a torn write at its end
   */
  boolean print(Path file) throws IOException {
    try {
      JournalReader.Result result = printRows(file);
      out.println(file + ": " + Words.count(result.rows(), "row"));
      if (result.tornLine() > 0) {
        out.println(Torn.sentence(file, result));
      }
      return true;
    } catch (UnusableFileException e) {
      out.println("NOT WHOLE: " + e.getMessage());
      return false;
    }
  }

  private JournalReader.Result printRows(Path file) throws IOException, UnusableFileException {
    String header = header(file);
    if (header.startsWith(new MovementFormat().earlierColumns())) {
      return print(file, new MovementFormat(), RowPrinter::movement);
    }
    if (header.startsWith(new OrderFormat().columns())) {
      return print(file, new OrderFormat(), RowPrinter::order);
    }
    if (header.startsWith(new RefusalFormat().columns())) {
      return print(file, new RefusalFormat(), RowPrinter::refusal);
    }
    throw new UnusableFileException(
        file, 1, "this is the header of no journal; those are sales.csv, order.csv, refusals.csv");
  }

  private <T> JournalReader.Result print(
      Path file, RowFormat<T> format, Function<T, String> sentence)
      throws IOException, UnusableFileException {
    return JournalReader.read(
        file, format, (row, line, at) -> out.println("line " + line + "  " + sentence.apply(row)));
  }

  private static String movement(Movement movement) {
    return movement instanceof Sale sale ? sale(sale) : change((Change) movement);
  }

  private static String change(Change change) {
    String price =
        change.priceCents() == Change.SAME_PRICE ? "" : " at " + Money.format(change.priceCents());
    return "change "
        + change.number()
        + "  "
        + String.format("%+d", change.add())
        + " x "
        + change.name()
        + price
        + "  id "
        + change.id();
  }

  private static String sale(Sale sale) {
    return "sale "
        + sale.number()
        + "  "
        + sale.quantity()
        + " x "
        + sale.name()
        + "  id "
        + sale.id();
  }

  private static String order(OrderRow order) {
    return "order "
        + order.number()
        + "  "
        + order.quantity()
        + " x "
        + order.name()
        + "  sale "
        + order.sale()
        + "  id "
        + order.id()
        + "  at "
        + order.time();
  }

  private static String refusal(RefusalRow refusal) {
    return "refused  "
        + refusal.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + "  id "
        + refusal.id()
        + "  fingerprint "
        + refusal.fingerprint();
  }

  private static String header(Path file) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      char[] start = new char[200];
      int length = in.read(start);
      return length < 0 ? "" : new String(start, 0, length);
    }
  }
}
