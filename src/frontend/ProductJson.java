package frontend;

import frontend.json.JsonWriter;
import java.util.List;
import rpc.catalog.Toy;

/** Toys as JSON replies. */
final class ProductJson {
  private ProductJson() {}

  /** The reply to {@code GET /products/<name>}. */
  static Reply one(Toy toy) {
    JsonWriter body = new JsonWriter().beginObject().name("data");
    write(toy, body);
    // All there is in the body that can change.
    String etag = "\"" + toy.getPriceCents() + "-" + toy.getQuantity() + "\"";
    return Reply.ok(body.endObject().toUtf8(), etag);
  }

  /** The reply to {@code GET /products}. */
  static Reply list(List<Toy> toys) {
    JsonWriter body = new JsonWriter().beginObject().name("data").beginArray();
    toys.forEach(toy -> write(toy, body));
    byte[] bytes = body.endArray().endObject().toUtf8();
    return Reply.ok(bytes, ETags.of(bytes));
  }

  private static void write(Toy toy, JsonWriter body) {
    body.beginObject();
    body.name("name").value(toy.getName());
    body.name("price").cents(toy.getPriceCents());
    body.name("quantity").value(toy.getQuantity());
    body.endObject();
  }
}
