package load;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import http.Reply;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import json.StrictJson;

/**
 * What the store may answer; each method throws {@link WrongReply} for anything else. A reply as
 * the store usually writes it is only compared; one that looks different is read as JSON, to be
 * told right or wrong.
 */
final class Contract {
  private static final String USUAL_ORDER = "{\"data\":{\"order_number\":";
  private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final Pattern PRICE = Pattern.compile("(0|[1-9][0-9]{0,17})\\.[0-9]{2}");

  private Contract() {}

  /** A toy as the store shows it. */
  record Product(String name, BigDecimal price, int quantity) {}

  /** The reply to a query of a toy that exists; returns its stock. */
  static int stock(Reply reply, Toy toy) {
    status(reply, 200);
    long usual = numberAfter(toy.usualReply(), reply.body());
    if (usual >= 0 && usual <= Integer.MAX_VALUE) {
      return (int) usual;
    }
    Product product = product(data(reply));
    same("name", toy.name(), product.name());
    same("price", toy.price(), product.price());
    return product.quantity();
  }

  /** The reply to a purchase that went well; returns its order number. */
  static long orderNumber(Reply reply) {
    status(reply, 200);
    long usual = numberAfter(USUAL_ORDER, reply.body());
    return usual >= 0
        ? usual
        : whole(members(data(reply), "order_number"), "order_number", Long.MAX_VALUE);
  }

  /** The reply to the question for an order of ours. */
  static void order(Reply reply, long number, String name, int quantity) {
    status(reply, 200);
    JsonObject data = members(data(reply), "number", "name", "quantity");
    same("number", number, whole(data, "number", Long.MAX_VALUE));
    same("name", name, string(data, "name"));
    same("quantity", (long) quantity, whole(data, "quantity", Integer.MAX_VALUE));
  }

  /** A purchase that was refused. */
  static void refusal(Reply reply) {
    status(reply, 409);
    same("message", "could not post order", error(reply, 304));
  }

  /** The reply to a query of a toy that does not exist. */
  static void notFound(Reply reply) {
    status(reply, 404);
    same("message", "product not found", error(reply, 404));
  }

  /** A request that was turned away: the client may try again. */
  static void busy(Reply reply) {
    status(reply, 503);
    error(reply, 503);
    String seconds = reply.header("Retry-After").orElse("none");
    if (!WHOLE.matcher(seconds).matches()) {
      throw new WrongReply("a 503 whose Retry-After is " + seconds);
    }
  }

  /** A purchase without a key that may have happened: no client may repeat it by itself. */
  static void mayHaveHappened(Reply reply) {
    status(reply, 500);
    if (!error(reply, 500).contains("may have happened")) {
      throw new WrongReply("a 500 that does not say what may have happened");
    }
    if (reply.header("Retry-After").isPresent()) {
      throw new WrongReply("a purchase that may have happened, with a Retry-After");
    }
  }

  /** The reply to GET /products: the toys by name, in catalogue order. */
  static Map<String, Product> products(Reply reply) {
    status(reply, 200);
    JsonElement data = data(reply);
    if (!data.isJsonArray()) {
      throw new WrongReply("data is not a list");
    }
    Map<String, Product> products = new LinkedHashMap<>();
    for (JsonElement element : data.getAsJsonArray()) {
      Product product = product(element);
      if (products.put(product.name(), product) != null) {
        throw new WrongReply(product.name() + " is listed twice");
      }
    }
    return products;
  }

  private static void status(Reply reply, int expected) {
    if (reply.status() != expected) {
      throw new WrongReply("status " + reply.status() + " instead of " + expected);
    }
    if (!reply.header("Content-Type").orElse("").startsWith("application/json")) {
      throw new WrongReply("the Content-Type is not application/json");
    }
  }

  /** The number between this start and two braces at the end; -1 if the text is not like that. */
  private static long numberAfter(String start, String text) {
    int end = text.length() - 2;
    if (!text.startsWith(start) || !text.endsWith("}}") || end - start.length() > 18) {
      return -1;
    }
    long number = 0;
    for (int i = start.length(); i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    boolean hasLeadingZero = end - start.length() > 1 && text.charAt(start.length()) == '0';
    return end == start.length() || hasLeadingZero ? -1 : number;
  }

  private static JsonElement data(Reply reply) {
    return members(read(reply), "data").get("data");
  }

  /** Returns the message. */
  private static String error(Reply reply, int code) {
    JsonElement error = members(read(reply), "error").get("error");
    JsonObject members = members(error, "code", "message");
    same("code", (long) code, whole(members, "code", Integer.MAX_VALUE));
    return string(members, "message");
  }

  private static JsonElement read(Reply reply) {
    try {
      return StrictJson.value(reply.body());
    } catch (JsonParseException e) {
      throw new WrongReply("the body is not JSON: " + e.getMessage());
    }
  }

  private static Product product(JsonElement json) {
    JsonObject data = members(json, "name", "price", "quantity");
    String price = number(data, "price", PRICE, "a number of at least 0 with two decimals");
    int quantity = (int) whole(data, "quantity", Integer.MAX_VALUE);
    return new Product(string(data, "name"), new BigDecimal(price), quantity);
  }

  private static JsonObject members(JsonElement json, String... names) {
    if (json.isJsonObject() && json.getAsJsonObject().keySet().equals(Set.of(names))) {
      return json.getAsJsonObject();
    }
    throw new WrongReply("no object with exactly the members " + Arrays.asList(names));
  }

  private static String string(JsonObject data, String name) {
    JsonElement value = data.get(name);
    if (value.isJsonPrimitive()
        && value.getAsJsonPrimitive().isString()
        && !value.getAsString().isEmpty()) {
      return value.getAsString();
    }
    throw new WrongReply(name + " is no string with something in it");
  }

  private static long whole(JsonObject data, String name, long max) {
    String wanted = "a whole number from 0 to " + max;
    long value = Long.parseLong(number(data, name, WHOLE, wanted));
    if (value > max) {
      throw new WrongReply(name + " is not " + wanted);
    }
    return value;
  }

  private static String number(JsonObject data, String name, Pattern form, String wanted) {
    JsonElement value = data.get(name);
    if (value.isJsonPrimitive()
        && value.getAsJsonPrimitive().isNumber()
        && form.matcher(value.getAsString()).matches()) {
      return value.getAsString();
    }
    throw new WrongReply(name + " is not " + wanted);
  }

  private static void same(String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new WrongReply(what + " is " + actual + " but should be " + expected);
    }
  }
}
