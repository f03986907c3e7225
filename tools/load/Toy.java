package load;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A name to ask for, with the bytes of its requests and replies made beforehand.
 *
 * <p>Objects are shared by the event loops; two may make the same purchase's bytes at the same
 * time, which does no harm.
 */
final class Toy {
  private final int index;
  private final String name;
  private final BigDecimal price;
  private final byte[] query;
  private final byte[] replyStart;
  private final String purchaseStart;
  private final Purchase[] purchases;

  /**
   * The bytes of a purchase.
   *
   * @param head up to the last header that all clients send
   */
  record Purchase(byte[] head, byte[] body) {}

  /**
   * A toy.
   *
   * @param index its place among the toys of this run
   * @param price as the store listed it, or null when the store has no such toy
   * @param mostPieces in one purchase
   */
  Toy(int index, String name, BigDecimal price, String host, int mostPieces) {
    this.index = index;
    this.name = name;
    this.price = price;
    this.query = utf8("GET /products/" + encoded(name) + " HTTP/1.1\r\nHost: " + host + "\r\n");
    this.replyStart =
        utf8("{\"data\":{\"name\":" + quoted(name) + ",\"price\":" + price + ",\"quantity\":");
    this.purchaseStart =
        "POST /orders HTTP/1.1\r\nHost: "
            + host
            + "\r\nContent-Type: application/json\r\nContent-Length: ";
    this.purchases = new Purchase[mostPieces + 1];
  }

  int index() {
    return index;
  }

  String name() {
    return name;
  }

  /** Whether the store had it when the run began. */
  boolean exists() {
    return price != null;
  }

  BigDecimal price() {
    return price;
  }

  /** A query up to its last header. */
  byte[] query() {
    return query;
  }

  /** How the usual reply to a query begins; the stock and two braces follow. */
  byte[] replyStart() {
    return replyStart;
  }

  Purchase purchase(int pieces) {
    Purchase purchase = purchases[pieces];
    if (purchase == null) {
      byte[] body = utf8("{\"name\":" + quoted(name) + ",\"quantity\":" + pieces + "}");
      purchase = new Purchase(utf8(purchaseStart + body.length + "\r\n"), body);
      purchases[pieces] = purchase;
    }
    return purchase;
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
