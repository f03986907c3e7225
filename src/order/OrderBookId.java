package order;

import common.journal.Storage;
import common.process.Log;
import common.process.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The identity of the order book, by which the catalog tells it from any other.
 *
 * @param id the folder's, made when it is first opened
 * @param run this start's: a copy of the folder has the same id
 * @param term of the leader that keeps it; 0 where nobody is elected
 */
record OrderBookId(String id, String run, long term) {
  static final String FILE = "order-book.id";

  private static final int ID_BYTES = 16;
  private static final int RUN_BYTES = 8;

  /**
   * Reads the id, or makes one.
   *
   * @param orders how many there are
   * @throws StartException if the file holds no id
   */
  static OrderBookId open(Storage storage, long orders) throws IOException, StartException {
    byte[] content = storage.read(FILE);
    if (content == null) {
      return create(storage, orders);
    }
    String id = new String(content, StandardCharsets.ISO_8859_1).strip();
    if (!id.matches("[0-9a-f]{" + 2 * ID_BYTES + "}")) {
      throw new StartException(
          storage.describe(FILE)
              + " does not hold the id of an order book (32 hexadecimal digits): put back a copy"
              + " of it; the catalog's order-book.pinned is one");
    }
    return new OrderBookId(id, random(RUN_BYTES), storage.term());
  }

  private static OrderBookId create(Storage storage, long orders) throws IOException {
    String id = random(ID_BYTES);
    storage.replace(FILE, (id + "\n").getBytes(StandardCharsets.US_ASCII));
    if (orders > 0) {
      Log.warn("no " + storage.describe(FILE) + ": the order book gets a new identity");
    }
    return new OrderBookId(id, random(RUN_BYTES), storage.term());
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
