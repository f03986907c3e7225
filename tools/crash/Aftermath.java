package crash;

import catalog.Change;
import catalog.MovementFormat;
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
import order.OrderFormat;
import order.OrderRow;
import order.RefusalFormat;

/**
 * What there is when all is over.
 *
 * @param stock of each toy, as the store says over HTTP
 * @param orders as the store says over HTTP, by their numbers from 0; null where it says there is
 *     none
 * @param rows those of order.csv
 * @param refusals how often each id stands in refusals*.csv
 * @param changes of the catalogue, by their ids, as they stood in sales*.csv
 */
record Aftermath(
    Map<String, Long> stock,
    List<Order> orders,
    List<OrderRow> rows,
    Map<String, Integer> refusals,
    Map<String, Change> changes) {
  /** Adds the changes in the catalog's journal, which may be in use. */
  static void readChanges(Path data, Map<String, Change> changes)
      throws IOException, UnusableFileException {
    for (String name : List.of("sales.previous.csv", "sales.csv")) {
      try {
        JournalReader.read(
            data.resolve(name),
            new MovementFormat(),
            (movement, line, offset) -> {
              if (movement instanceof Change change) {
                changes.put(change.id(), change);
              }
            });
      } catch (NoSuchFileException e) {
        // Not there yet, or just being renamed.
      }
    }
  }

  /** With what stands in the files of orders and refusals. */
  static Aftermath of(
      Map<String, Long> stock, List<Order> orders, Map<String, Change> changes, Path data)
      throws IOException, UnusableFileException {
    List<OrderRow> rows = new ArrayList<>();
    JournalReader.read(
        data.resolve("order.csv"), new OrderFormat(), (row, line, offset) -> rows.add(row));
    Map<String, Integer> refusals = new HashMap<>();
    for (String name : List.of("refusals.previous.csv", "refusals.csv")) {
      if (Files.exists(data.resolve(name))) {
        JournalReader.read(
            data.resolve(name),
            new RefusalFormat(),
            (row, line, offset) -> refusals.merge(row.id(), 1, Integer::sum));
      }
    }
    return new Aftermath(stock, orders, rows, refusals, changes);
  }
}
