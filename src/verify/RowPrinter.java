package verify;

import catalog.Sale;
import catalog.SaleFormat;
import common.journal.JournalReader;
import common.journal.RowFormat;
import common.journal.UnusableFileException;
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
    if (header.startsWith(new SaleFormat().columns())) {
      return print(file, new SaleFormat(), RowPrinter::sale);
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
        + String.format("  fingerprint %08x", refusal.fingerprint());
  }

  private static String header(Path file) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      char[] start = new char[200];
      int length = in.read(start);
      return length < 0 ? "" : new String(start, 0, length);
    }
  }
}
