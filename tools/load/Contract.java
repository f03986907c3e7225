package load;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import http.Reply;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import json.StrictJson;

/**
 * What the store may answer; each method throws {@link WrongReply} for anything else. A body that
 * is not what is expected to the byte is read as JSON, to be told right or wrong.
 */
final class Contract {
  private static final String ORDER_START = "{\"data\":{\"order_number\":";
  private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final Pattern PRICE = Pattern.compile("(0|[1-9][0-9]{0,17})\\.[0-9]{2}");

  private Contract() {}

  /** A toy as the store shows it. */
  record Product(String name, BigDecimal price, int quantity) {}

  /** The reply to a query of a toy that exists; returns its stock. */
  static int stock(Reply reply, Toy toy) {
    return stock(number(reply, toy.replyStart(), "quantity"));
  }

  /** The reply to a purchase that went well; returns its order number. */
  static long orderNumber(Reply reply) {
    return number(reply, ORDER_START, "order_number");
  }

  /** The reply to the question for an order of ours. */
  static void order(Reply reply, long number, Toy toy, int quantity) {
    String order = "{\"number\":%d,\"name\":%s,\"quantity\":%d}";
    expect(reply, 200, "{\"data\":" + order.formatted(number, toy.json(), quantity) + "}");
  }

  /** A purchase that was refused. */
  static void refusal(Reply reply) {
    expect(reply, 409, error(304, "\"could not post order\""));
  }

  /** The reply to a query of a toy that does not exist. */
  static void notFound(Reply reply) {
    expect(reply, 404, error(404, "\"product not found\""));
  }

  /** A request that was turned away: the client may try again. */
  static void busy(Reply reply) {
    anyError(reply, 503);
    String seconds = reply.header("Retry-After").orElse("none");
    if (!WHOLE.matcher(seconds).matches()) {
      throw new WrongReply("a 503 whose Retry-After is " + seconds);
    }
  }

  /** A purchase without a key that may have happened: no client may repeat it by itself. */
  static void mayHaveHappened(Reply reply) {
    if (!anyError(reply, 500).contains("may have happened")) {
      throw new WrongReply("a 500 that does not say what may have happened");
    }
    if (reply.header("Retry-After").isPresent()) {
      throw new WrongReply("a purchase that may have happened, with a Retry-After");
    }
  }

  /** The reply to GET /products: the toys by name, in catalogue order. */
  static Map<String, Product> products(Reply reply) {
    check(reply, 200);
    if (!(member(read(reply), "data") instanceof JsonArray list)) {
      throw new WrongReply("data is not a list");
    }
    Map<String, Product> products = new LinkedHashMap<>();
    for (JsonElement toy : list) {
      String name = text(member(toy, "name"));
      BigDecimal price = new BigDecimal(number(member(toy, "price"), PRICE));
      int quantity = stock(Long.parseLong(number(member(toy, "quantity"), WHOLE)));
      if (toy.getAsJsonObject().size() > 3) {
        throw new WrongReply(name + " has more than a name, a price and a quantity");
      }
      if (products.put(name, new Product(name, price, quantity)) != null) {
        throw new WrongReply(name + " is listed twice");
      }
    }
    return products;
  }

  /** An error with the code of its status; returns its message. */
  private static String anyError(Reply reply, int status) {
    JsonElement message = member(member(read(reply), "error"), "message");
    expect(reply, status, error(status, new JsonPrimitive(text(message)).toString()));
    return message.getAsString();
  }

  private static int stock(long quantity) {
    if (quantity > Integer.MAX_VALUE) {
      throw new WrongReply("a stock of " + quantity);
    }
    return (int) quantity;
  }

  private static String error(int code, String message) {
    return "{\"error\":{\"code\":" + code + ",\"message\":" + message + "}}";
  }

  /** Expects a whole number of this name after the start, and two braces; returns it. */
  private static long number(Reply reply, String start, String name) {
    check(reply, 200);
    String body = reply.body();
    if (body.startsWith(start) && body.endsWith("}}") && body.length() > start.length() + 1) {
      String number = body.substring(start.length(), body.length() - 2);
      if (WHOLE.matcher(number).matches()) {
        return Long.parseLong(number);
      }
    }
    String number = number(member(member(read(reply), "data"), name), WHOLE);
    expect(reply, 200, start + number + "}}");
    return Long.parseLong(number);
  }

  private static void expect(Reply reply, int status, String body) {
    check(reply, status);
    if (!reply.body().equals(body) && !sorted(read(reply)).equals(sorted(StrictJson.value(body)))) {
      throw new WrongReply("the body should be " + body);
    }
  }

  private static void check(Reply reply, int status) {
    if (reply.status() != status) {
      throw new WrongReply("status " + reply.status() + " instead of " + status);
    }
    if (!reply.header("Content-Type").orElse("").startsWith("application/json")) {
      throw new WrongReply("the Content-Type is not application/json");
    }
  }

  /** Compares as text, for 5.0 is not 5 here; the members of objects may come in any order. */
  private static String sorted(JsonElement json) {
    if (!(json instanceof JsonObject object)) {
      return json.toString();
    }
    Map<String, String> members = new TreeMap<>();
    object.asMap().forEach((name, value) -> members.put(name, sorted(value)));
    return members.toString();
  }

  private static JsonElement read(Reply reply) {
    try {
      return StrictJson.value(reply.body());
    } catch (JsonParseException e) {
      throw new WrongReply("the body is not JSON: " + e.getMessage());
    }
  }

  private static JsonElement member(JsonElement json, String name) {
    if (json instanceof JsonObject object && object.has(name)) {
      return object.get(name);
    }
    throw new WrongReply("no object with a member " + name);
  }

  private static String text(JsonElement json) {
    if (json instanceof JsonPrimitive value && value.isString() && !value.getAsString().isEmpty()) {
      return value.getAsString();
    }
    throw new WrongReply(json + " is no string with something in it");
  }

  private static String number(JsonElement json, Pattern form) {
    if (form.matcher(json.toString()).matches()) {
      return json.toString();
    }
    throw new WrongReply(json + " is no number like " + form);
  }
}
