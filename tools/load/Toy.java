package load;

import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A name to ask for.
 *
 * @param index its place among the toys of this run
 * @param price as the store listed it, or null when the store has no such toy
 * @param path to ask for it
 * @param json its name as JSON
 * @param replyStart how the reply to a query usually begins; the stock and two braces follow
 */
record Toy(int index, String name, BigDecimal price, String path, String json, String replyStart) {
  static Toy of(int index, String name, BigDecimal price) {
    String json = new JsonPrimitive(name).toString();
    return new Toy(
        index,
        name,
        price,
        "/products/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"),
        json,
        "{\"data\":{\"name\":" + json + ",\"price\":" + price + ",\"quantity\":");
  }

  /** Whether the store had it when the run began. */
  boolean exists() {
    return price != null;
  }
}
