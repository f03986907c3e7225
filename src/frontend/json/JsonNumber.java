package frontend.json;

import common.text.TextLocation;
import java.math.BigDecimal;

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

  /** Whether the number is written without fraction and exponent. */
  private boolean isPlain() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' || c == 'e' || c == 'E') {
        return false;
      }
    }
    return true;
  }

  /**
   * The number as an int, exactly. JSON has one type of number, so {@code 1.0} and {@code 1e0} are
   * the integer 1.
   *
   * @param what the subject of the message of the exception, such as {@code field "quantity"}
   * @throws JsonException if it is not whole, or does not fit an int
   */
  public int toInt(String what) {
    if (!isPlain()) {
      return wholeValue(what);
    }
    // JSON has no leading zeros, so a longer text is a number out of range.
    if (text.length() <= LONGEST_INT) {
      long value = Long.parseLong(text);
      if (value == (int) value) {
        return (int) value;
      }
    }
    throw outOfRange(what);
  }

  /** Of a number with a fraction or an exponent; never written out, as 1e999999999 might be. */
  private int wholeValue(String what) {
    BigDecimal value;
    try {
      value = new BigDecimal(text).stripTrailingZeros();
    } catch (NumberFormatException e) {
      throw outOfRange(what); // Not even the exponent fits an int.
    }
    if (value.scale() > 0) {
      throw new JsonException(what + " must be a whole number", location);
    }
    try {
      return value.intValueExact();
    } catch (ArithmeticException e) {
      throw outOfRange(what);
    }
  }

  private JsonException outOfRange(String what) {
    String size = text.startsWith("-") ? "small" : "big";
    return new JsonException(what + " is too " + size + " a number", location);
  }
}
