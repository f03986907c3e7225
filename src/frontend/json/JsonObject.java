package frontend.json;

import common.text.TextLocation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object. The accessors named after a type give a field's value, or throw a {@link
 * JsonException} whose message can be shown to whoever sent the text: {@code field "quantity" must
 * be a whole number, but is a string (line 1, column 25)}.
 *
 * @param fields by name, in the order of the text; cannot be changed
 */
public record JsonObject(Map<String, JsonValue> fields, TextLocation location)
    implements JsonValue {
  /** Takes a copy of the fields. */
  public JsonObject {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  @Override
  public String kind() {
    return "an object";
  }

  /** The field's value, if there is such a field; JSON's null is a value. */
  public Optional<JsonValue> find(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** The value of a string field. */
  public String string(String name) {
    return field(name, JsonString.class, "a string").value();
  }

  /** The value of a number field, which must be a whole number in the range of an int. */
  public int integer(String name) {
    return field(name, JsonNumber.class, "a whole number").toInt(describe(name));
  }

  /** The value of a number field. */
  public JsonNumber number(String name) {
    return field(name, JsonNumber.class, "a number");
  }

  /** The value of a field that is an object itself. */
  public JsonObject object(String name) {
    return field(name, JsonObject.class, "an object");
  }

  /** The value of an array field. */
  public JsonArray array(String name) {
    return field(name, JsonArray.class, "an array");
  }

  private <T extends JsonValue> T field(String name, Class<T> type, String wanted) {
    JsonValue value = fields.get(name);
    if (value == null) {
      throw JsonException.missing(describe(name), location);
    }
    if (!type.isInstance(value)) {
      throw new JsonException(
          describe(name) + " must be " + wanted + ", but is " + value.kind(), value.location());
    }
    return type.cast(value);
  }

  private static String describe(String name) {
    return "field \"" + name + "\"";
  }
}
