package frontend.json;

import common.text.TextLocation;
import java.util.List;

/**
 * A JSON array.
 *
 * @param values in the order of the text; cannot be changed
 */
public record JsonArray(List<JsonValue> values, TextLocation location) implements JsonValue {
  /** Takes a copy of the values. */
  public JsonArray {
    values = List.copyOf(values);
  }

  @Override
  public String kind() {
    return "an array";
  }
}
