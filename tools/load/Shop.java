package load;

import http.Connection;
import http.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** What the clients of a run have in common, and what they all together did to the stock. */
final class Shop {
  /** Bounds the memory: a bit for each number below it. */
  private static final int MAX_ORDER_NUMBER = 1 << 27;

  private static final int TIMEOUT_MILLIS = 10_000;

  private final LoadOptions options;
  private final Map<String, Contract.Product> before;
  private final List<Toy> toys = new ArrayList<>();
  private final BitSet orderNumbers = new BitSet();

  /** Begins the Idempotency-Keys of this run, so that no other run has them. */
  private final String runId = "load-" + UUID.randomUUID().toString().substring(0, 13);

  /**
   * Looks at the catalogue.
   *
   * @throws IOException if no store answers
   * @throws WrongReply if the catalogue is not what the contract says
   */
  Shop(LoadOptions options) throws IOException {
    this.options = options;
    before = catalogue();
    List<String> names = options.toys().isEmpty() ? List.copyOf(before.keySet()) : options.toys();
    for (String name : names) {
      Contract.Product listed = before.get(name);
      toys.add(Toy.of(toys.size(), name, listed == null ? null : listed.price()));
    }
    if (toys.isEmpty()) {
      throw new IOException("the store has no toys: name some with --toys");
    }
  }

  LoadOptions options() {
    return options;
  }

  List<Toy> toys() {
    return toys;
  }

  String runId() {
    return runId;
  }

  /**
   * Notes an order number; it must not have been given out before. Any event loop may call this.
   */
  synchronized void add(long orderNumber) {
    if (orderNumber < MAX_ORDER_NUMBER) {
      if (orderNumbers.get((int) orderNumber)) {
        throw new WrongReply("the order number " + orderNumber + " was given out twice");
      }
      orderNumbers.set((int) orderNumber);
    }
  }

  /**
   * Compares what left the shelves with what the clients bought, and says so in a sentence. Other
   * clients of the store, and purchases whose outcome was not learnt, may have taken more; nobody
   * can have taken less.
   *
   * @throws WrongReply if fewer pieces are gone than were sold
   */
  String balance(List<Stock> stocks) {
    Map<String, Contract.Product> after;
    try {
      after = catalogue();
    } catch (IOException e) {
      return "not looked at, as the store does not answer: " + e.getMessage();
    }
    long allSold = 0;
    long allGone = 0;
    for (Toy toy : toys) {
      if (toy.exists()) {
        Contract.Product now = after.get(toy.name());
        long sold = stocks.stream().mapToLong(stock -> stock.sold(toy)).sum();
        long gone = now == null ? -1 : before.get(toy.name()).quantity() - now.quantity();
        if (gone < sold) {
          throw new WrongReply(
              sold + " pieces of " + toy.name() + " were sold, but " + gone + " are gone",
              "GET /products",
              String.valueOf(now));
        }
        allSold += sold;
        allGone += gone;
      }
    }
    return String.format(
        Locale.ROOT,
        "%,d pieces sold to these clients, %,d fewer on the shelves",
        allSold,
        allGone);
  }

  private Map<String, Contract.Product> catalogue() throws IOException {
    try (Connection connection = new Connection(options.address(), TIMEOUT_MILLIS)) {
      connection.send("GET /products HTTP/1.1\r\nHost: " + options.host() + "\r\n\r\n");
      Reply reply =
          connection.receive(false).orElseThrow(() -> new IOException("closed without a reply"));
      if (reply.status() != 200) {
        throw new IOException("GET /products was answered with status " + reply.status());
      }
      return Contract.products(reply);
    }
  }
}
