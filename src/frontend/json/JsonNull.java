package frontend.json;

import common.text.TextLocation;

/** JSON's null. */
public record JsonNull(TextLocation location) implements JsonValue {
  @Override
  public String kind() {
    return "null";
  }
}
