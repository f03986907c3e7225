package verify;

import catalog.MovementFormat;
import common.journal.RowFormat;
import java.util.List;
import order.OrderFormat;
import order.RefusalFormat;

/** What a store consists of, wherever it is kept. */
final class StoreParts {
  /** A journal of a service. */
  record Part<T>(String service, String name, RowFormat<T> format) {}

  /** A document of a service. */
  record Document(String service, String name) {}

  /** In the order in which they may be written: what is behind depends on what is before. */
  static final List<Part<?>> JOURNALS =
      List.of(
          new Part<>("order", "order.csv", new OrderFormat()),
          new Part<>("order", "refusals.csv", new RefusalFormat()),
          new Part<>("catalog", "sales.csv", new MovementFormat()));

  /** The catalogue last: without it there is no store. */
  static final List<Document> DOCUMENTS =
      List.of(
          new Document("order", "order-book.id"),
          new Document("catalog", "order-book.pinned"),
          new Document("catalog", "catalog.csv"));

  static final List<String> SERVICES = List.of("order", "catalog");

  private StoreParts() {}
}
