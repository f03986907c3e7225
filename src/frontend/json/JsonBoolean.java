package frontend.json;

import common.text.TextLocation;

/** JSON's true or false. */
public record JsonBoolean(boolean value, TextLocation location) implements JsonValue {
  @Override
  public String kind() {
    return "a boolean";
  }
}
