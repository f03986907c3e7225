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
        out.println(Words.torn(file.toString(), result));
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
    if (movement instanceof Change change) {
      boolean priced = change.priceCents() != Change.SAME_PRICE;
      return "change %d  %+d x %s%s  id %s"
          .formatted(
              change.number(),
              change.add(),
              change.name(),
              priced ? " at " + Money.format(change.priceCents()) : "",
              change.id());
    }
    Sale sale = (Sale) movement;
    return "sale %d  %d x %s  id %s"
        .formatted(sale.number(), sale.quantity(), sale.name(), sale.id());
  }

  private static String order(OrderRow order) {
    return "order %d  %d x %s  sale %d  id %s  at %s"
        .formatted(
            order.number(), order.quantity(), order.name(), order.sale(), order.id(), order.time());
  }

  private static String refusal(RefusalRow refusal) {
    String reason = refusal.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "refused  %s  id %s  fingerprint %s"
        .formatted(reason, refusal.id(), refusal.fingerprint());
  }

  private static String header(Path file) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      char[] start = new char[200];
      int length = in.read(start);
      return length < 0 ? "" : new String(start, 0, length);
    }
  }
}
