package frontend.json;

import common.text.TextLocation;

/**
 * A JSON number, kept exactly as it was written: {@code 1.10} stays 1.10, and {@code 1e999999999}
 * costs its eleven characters.
 *
 * @param text the number as it stands in the JSON text
 */
public record JsonNumber(String text, TextLocation location) implements JsonValue {
  private static final int LONGEST_INT = "-2147483648".length();

  @Override
  public String kind() {
    return "a number";
  }

  /** Whether the number is written without fraction and exponent. Says nothing on its size. */
  public boolean isWhole() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' || c == 'e' || c == 'E') {
        return false;
      }
    }
    return true;
  }

  /**
   * The number as an int, exactly.
   *
   * @param what the subject of the message of the exception, such as {@code field "quantity"}
   * @throws JsonException if it has a fraction or an exponent (even {@code 1.0} and {@code 1e2}),
   *     or does not fit an int
   */
  public int toInt(String what) {
    if (!isWhole()) {
      throw new JsonException(
          what + " must be a whole number written without fraction or exponent", location);
    }
    // JSON has no leading zeros, so a longer text is a number out of range.
    if (text.length() <= LONGEST_INT) {
      long value = Long.parseLong(text);
      if (value == (int) value) {
        return (int) value;
      }
    }
    String size = text.startsWith("-") ? "small" : "big";
    throw new JsonException(what + " is too " + size + " a number", location);
  }
}
