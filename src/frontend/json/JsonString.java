package frontend.json;

import common.text.TextLocation;

/**
 * A JSON string.
 *
 * @param value the text, its escapes resolved
 */
public record JsonString(String value, TextLocation location) implements JsonValue {
  @Override
  public String kind() {
    return "a string";
  }
}
