package catalog;

import common.journal.Storage;
import common.process.Log;
import common.process.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The order book that this catalog sells for. The first that it hears of is pinned on disk, and any
 * other is refused: two order books would both give a sale its order. So is one that does not fit
 * the sales of this catalog, because one of the two is an older copy, or of another store.
 *
 * <p>Nothing is sold or changed before an order book has been admitted since the start: only the
 * order book can tell that the catalogue is not an older copy, whose numbers are used up.
 */
final class OrderBookPin {
  static final String FILE = "order-book.pinned";

  /** No order book is ahead of its catalogue by more; a larger number is a mistake. */
  static final long MAX_SKIP = 1_000_000_000;

  /**
   * An order book, as its order service describes it.
   *
   * @param nextSale the lowest number above all sales that it knows of
   * @param last the highest sale that has an order in it, or null
   * @param run tells two order services apart that have the same order book
   * @param term of the order service, if it was elected: the higher one is the later one
   */
  record OrderBook(String id, long nextSale, Sale last, String run, long term) {}

  private static final Optional<String> ADMITTED = Optional.empty();

  private final Storage storage;
  private final Inventory inventory;
  private final boolean fresh;
  private final Checkpointer checkpointer;
  private final Set<String> formerRuns = new HashSet<>();

  /** Null if there is none yet. */
  private String pinned;

  /** The one that was found to fit this catalogue since the start, or null. */
  private volatile OrderBook admitted;

  private String lastRefusal = "";

  /**
   * Reads the pin.
   *
   * @param fresh whether the catalogue was written by a person, so that it knows no sales of the
   *     past
   * @throws StartException if the file does not hold an order book's id
   */
  OrderBookPin(Storage storage, Inventory inventory, boolean fresh, Checkpointer checkpointer)
      throws IOException, StartException {
    this.storage = storage;
    this.inventory = inventory;
    this.fresh = fresh;
    this.checkpointer = checkpointer;
    byte[] content = storage.read(FILE);
    pinned = content == null ? null : new String(content, StandardCharsets.ISO_8859_1).strip();
    if (pinned != null && !isId(pinned)) {
      throw new StartException(
          storage.describe(FILE)
              + " does not hold the id of an order book (32 hexadecimal digits): put back a copy"
              + " of it, or write into it what the order service's order-book.id holds");
    }
  }

  private static boolean isId(String text) {
    return text.matches("[0-9a-f]{32}");
  }

  /** Whether an order book was admitted since the start. */
  boolean isInTouch() {
    return admitted != null;
  }

  /** Whether the order book of this id was admitted since the start. */
  boolean isAdmitted(String id) {
    OrderBook known = admitted;
    return known != null && known.id().equals(id);
  }

  /**
   * Whether the catalog sells for this order book.
   *
   * @return empty if it does, else why not and what to do; fails with an UncheckedIOException if
   *     the disk does, and then it may be asked again
   */
  CompletableFuture<Optional<String>> admit(OrderBook book) {
    OrderBook known = admitted;
    if (known != null
        && known.id().equals(book.id())
        && known.run().equals(book.run())
        && inventory.covers(book.nextSale())) {
      return CompletableFuture.completedFuture(ADMITTED);
    }
    return CompletableFuture.supplyAsync(() -> check(book), checkpointer.diskThread());
  }

  private synchronized Optional<String> check(OrderBook book) {
    Optional<String> refusal = refusal(book);
    if (refusal.isPresent()) {
      logOnce("an order service is refused: " + refusal.get());
      return refusal;
    }
    if (admitted == null) {
      try {
        begin(book);
      } catch (IOException e) {
        logOnce("the order book could not be pinned, and is tried again: " + e.getMessage());
        throw new UncheckedIOException(e);
      }
    } else if (!admitted.run().equals(book.run())) {
      formerRuns.add(admitted.run());
    }
    admitted = book;
    return ADMITTED;
  }

  private void logOnce(String sentence) {
    if (!sentence.equals(lastRefusal)) {
      Log.warn(sentence);
    }
    lastRefusal = sentence;
  }

  private Optional<String> refusal(OrderBook book) {
    if (!isId(book.id()) || book.nextSale() < 0) {
      return Optional.of("an order book has an id of 32 hexadecimal digits and a number from 0 on");
    }
    if (pinned != null && !pinned.equals(book.id())) {
      return Optional.of(
          "this catalog sells for another order book, that of "
              + storage.describe(FILE)
              + ": stop the second order service. If order-book.id was lost, copy that file over"
              + " it. To move on with a new order book, stop both services and delete "
              + storage.describe(FILE));
    }
    if (admitted != null && book.term() < admitted.term()) {
      return Optional.of("another order service leads: this one was held up, and will end");
    }
    if (formerRuns.contains(book.run())) {
      return Optional.of(
          "another order service has started with a copy of this order book: stop one of the two");
    }
    long next = inventory.nextSale();
    return book.nextSale() > next ? refusalAhead(book, next) : refusalBehind(book);
  }

  /** The order book knows sales that the catalogue does not. */
  private Optional<String> refusalAhead(OrderBook book, long next) {
    if (book.nextSale() > next + MAX_SKIP) {
      return Optional.of(
          "no order book is at sale " + book.nextSale() + " when the catalog is at " + next);
    }
    if (fresh && admitted == null) {
      return ADMITTED;
    }
    return Optional.of(
        "the catalogue is an older copy: it ends before sale "
            + next
            + ", the order book knows sales up to "
            + (book.nextSale() - 1)
            + ". Stop the catalog and put back the newest catalog.csv and sales.csv, or write the"
            + " stock as it is now, with the columns name,price,quantity only");
  }

  private Optional<String> refusalBehind(OrderBook book) {
    long held = inventory.heldFrom();
    if (book.nextSale() < held) {
      return pinned == null && admitted == null
          ? ADMITTED
          : Optional.of(
              "order.csv is an older copy: it ends before sale "
                  + book.nextSale()
                  + ", and the sales below "
                  + held
                  + " are no longer in the catalog's journal. Put back the newest order.csv (or"
                  + " sales.csv, if that was lost). To accept the loss, stop both services and"
                  + " delete "
                  + storage.describe(FILE));
    }
    Sale last = book.last();
    if (last == null || last.number() < held || last.equals(inventory.sale(last.number()))) {
      return ADMITTED;
    }
    return Optional.of(
        "order.csv and sales.csv are not of the same store: the last order is of sale "
            + last.number()
            + ", which is another one here. Put back the files that belong together. To join them"
            + " nevertheless, stop both services, move sales.csv and sales.previous.csv away, and"
            + " write the stock as it is now, with the columns name,price,quantity only");
  }

  /**
   * The first contact since the start. The checkpoint comes before the pin and the pin before the
   * first sale, so that a crash at any step leaves what the next start can begin with again.
   */
  private void begin(OrderBook book) throws IOException {
    long next = inventory.nextSale();
    if (book.nextSale() > next) {
      Log.warn(
          "the order book knows sales up to "
              + (book.nextSale() - 1)
              + ", from an earlier catalogue: this one goes on with sale "
              + book.nextSale());
      inventory.skipTo(book.nextSale());
    } else if (book.nextSale() < inventory.heldFrom()) {
      Log.warn(
          "a new order book: the sales from "
              + book.nextSale()
              + " to "
              + (inventory.heldFrom() - 1)
              + " get no orders in it, and the catalogue counts its sales from there");
      inventory.countFromHeld();
    }
    if (!checkpointer.begin()) {
      throw new IOException(storage.describe(Recovery.CHECKPOINT) + " could not be written");
    }
    if (pinned == null) {
      storage.replace(FILE, (book.id() + "\n").getBytes(StandardCharsets.US_ASCII));
      pinned = book.id();
    }
  }
}
