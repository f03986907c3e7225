package common;

/** JSON's null. */
public record JsonNull(TextLocation location) implements JsonValue {
  @Override
  public String kind() {
    return "null";
  }
}
