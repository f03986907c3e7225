package load;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares replies with the store's contract. A reply as the store usually writes it is compared
 * byte by byte; only one that looks different is read as JSON, to be told right or wrong.
 */
final class ReplyCheck {
  private static final byte[] ORDER_START = ascii("{\"data\":{\"order_number\":");
  private static final byte[] END = ascii("}}");
  private static final byte[] NO_STOCK =
      ascii("{\"error\":{\"code\":304,\"message\":\"could not post order\"}}");

  private ReplyCheck() {}

  /** Checks the reply to a query of a toy that exists; returns its stock. */
  static int stock(ReplyParser reply, Toy toy) {
    json(reply);
    if (startsWith(reply, toy.replyStart()) && endsWith(reply, END)) {
      int start = reply.bodyStart() + toy.replyStart().length;
      int end = reply.bodyEnd() - END.length;
      long stock = Decimal.parse(reply.bytes(), start, end, Integer.MAX_VALUE);
      if (stock >= 0 && (end - start == 1 || reply.bytes()[start] != '0')) {
        return (int) stock;
      }
    }
    Product product = product(data(reply));
    same("name", toy.name(), product.name());
    same("price", toy.price(), product.price());
    return product.quantity();
  }

  /** Checks the reply to a purchase that went well; returns its order number. */
  static long orderNumber(ReplyParser reply) {
    json(reply);
    if (startsWith(reply, ORDER_START) && endsWith(reply, END)) {
      int start = reply.bodyStart() + ORDER_START.length;
      int end = reply.bodyEnd() - END.length;
      long number = Decimal.parse(reply.bytes(), start, end, Long.MAX_VALUE);
      if (number >= 0 && (end - start == 1 || reply.bytes()[start] != '0')) {
        return number;
      }
    }
    Map<?, ?> data = members(data(reply), "order_number");
    return whole(data, "order_number", Long.MAX_VALUE);
  }

  /** Checks the reply to the question for an order of ours. */
  static void order(ReplyParser reply, long number, String name, int quantity) {
    json(reply);
    Map<?, ?> data = members(data(reply), "number", "name", "quantity");
    same("number", number, whole(data, "number", Long.MAX_VALUE));
    same("name", name, string(data, "name"));
    same("quantity", (long) quantity, whole(data, "quantity", Integer.MAX_VALUE));
  }

  /** Checks a refusal for want of stock. */
  static void noStock(ReplyParser reply) {
    json(reply);
    if (!startsWith(reply, NO_STOCK) || reply.bodyEnd() - reply.bodyStart() != NO_STOCK.length) {
      same("message", "could not post order", error(reply, 304));
    }
  }

  static void notFound(ReplyParser reply, String message) {
    json(reply);
    same("message", message, error(reply, 404));
  }

  static void busy(ReplyParser reply) {
    json(reply);
    error(reply, 503);
    if (!reply.hasRetryAfter()) {
      throw new WrongReplyException("a 503 without Retry-After");
    }
  }

  /** A toy as the store shows it. */
  record Product(String name, BigDecimal price, int quantity) {}

  /** Checks the body of GET /products. */
  static List<Product> products(String body) {
    Map<?, ?> reply = members(JsonReader.read(body), "data");
    if (reply.get("data") instanceof List<?> list) {
      return list.stream().map(ReplyCheck::product).toList();
    }
    throw new WrongReplyException("data is not a list");
  }

  private static Product product(Object json) {
    Map<?, ?> data = members(json, "name", "price", "quantity");
    int quantity = (int) whole(data, "quantity", Integer.MAX_VALUE);
    return new Product(string(data, "name"), price(data), quantity);
  }

  private static Object data(ReplyParser reply) {
    return members(JsonReader.read(reply.body()), "data").get("data");
  }

  // Returns the message.
  private static String error(ReplyParser reply, int code) {
    Object error = members(JsonReader.read(reply.body()), "error").get("error");
    Map<?, ?> members = members(error, "code", "message");
    same("code", (long) code, whole(members, "code", Integer.MAX_VALUE));
    return string(members, "message");
  }

  private static Map<?, ?> members(Object json, String... names) {
    if (json instanceof Map<?, ?> map && map.keySet().equals(Set.of(names))) {
      return map;
    }
    throw new WrongReplyException("no object with exactly the members " + Arrays.asList(names));
  }

  private static String string(Map<?, ?> data, String name) {
    if (data.get(name) instanceof String string && !string.isEmpty()) {
      return string;
    }
    throw new WrongReplyException(name + " is no string with something in it");
  }

  private static long whole(Map<?, ?> data, String name, long most) {
    if (data.get(name) instanceof BigDecimal number
        && number.scale() == 0
        && number.signum() >= 0
        && number.compareTo(BigDecimal.valueOf(most)) <= 0) {
      return number.longValueExact();
    }
    throw new WrongReplyException(name + " is no whole number from 0 to " + most);
  }

  private static BigDecimal price(Map<?, ?> data) {
    if (data.get("price") instanceof BigDecimal price
        && price.scale() == 2
        && price.signum() >= 0) {
      return price;
    }
    throw new WrongReplyException("price is no number of at least 0 with two decimals");
  }

  private static void same(String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new WrongReplyException(what + " is " + actual + " but should be " + expected);
    }
  }

  private static void json(ReplyParser reply) {
    if (!reply.isJson()) {
      throw new WrongReplyException("the Content-Type is not application/json");
    }
  }

  private static boolean startsWith(ReplyParser reply, byte[] start) {
    int from = reply.bodyStart();
    int to = Math.min(reply.bodyEnd(), from + start.length);
    return Arrays.equals(reply.bytes(), from, to, start, 0, start.length);
  }

  private static boolean endsWith(ReplyParser reply, byte[] end) {
    int from = Math.max(reply.bodyStart(), reply.bodyEnd() - end.length);
    return Arrays.equals(reply.bytes(), from, reply.bodyEnd(), end, 0, end.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
