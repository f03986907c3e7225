package crash;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** An order as {@code GET /orders/N} tells it. */
record Order(long number, String name, int quantity) {
  /** From the data of the reply. */
  static Order of(JsonElement data) {
    JsonObject order = data.getAsJsonObject();
    return new Order(
        order.get("number").getAsLong(),
        order.get("name").getAsString(),
        order.get("quantity").getAsInt());
  }
}
