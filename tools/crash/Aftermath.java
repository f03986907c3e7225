package crash;

import common.journal.JournalReader;
import common.journal.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
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
 */
record Aftermath(
    Map<String, Long> stock,
    List<Order> orders,
    List<OrderRow> rows,
    Map<String, Integer> refusals) {
  /** With what stands in the files. */
  static Aftermath of(Map<String, Long> stock, List<Order> orders, Path data)
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
    return new Aftermath(stock, orders, rows, refusals);
  }
}
