package frontend.json;

import common.text.TextLocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Recursive descent over the grammar of RFC 8259. Each {@code readX()} begins with {@code pos} on
 * the first character of X and leaves it on the first character after X.
 */
final class JsonParser {
  private static final char END = '\uffff'; // as a real character it is told apart by pos
  private static final char BYTE_ORDER_MARK = '\ufeff';
  private static final int LONGEST_ECHO = 20;

  private final String text;
  private int pos;
  private int line = 1;

  /**
   * The position a column is counted from. A surrogate pair is one character but takes two
   * positions, so it moves this by one.
   */
  private int lineStart;

  private int depth;

  JsonParser(String text) {
    this.text = text;
  }

  JsonValue parse() {
    if (peek() == BYTE_ORDER_MARK) {
      throw error("the text begins with a byte order mark (U+FEFF), which JSON must not have");
    }
    skipSpace();
    JsonValue value = readValue("a value");
    skipSpace();
    if (pos < text.length()) {
      throw expected("the end of the text");
    }
    return value;
  }

  private JsonValue readValue(String wanted) {
    TextLocation start = location();
    return switch (peek()) {
      case '{' -> readObject(start);
      case '[' -> readArray(start);
      case '"' -> new JsonString(readString(), start);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> readNumber(start);
      default -> readWord(wanted, start);
    };
  }

  private JsonObject readObject(TextLocation start) {
    enter();
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    if (!skip('}')) {
      do {
        skipSpace();
        if (peek() != '"') {
          throw expected(
              fields.isEmpty() ? "a field name in double quotes or '}'" : "a field name after ','");
        }
        String name = readString();
        skipSpace();
        if (!skip(':')) {
          throw expected("':' after the field name");
        }
        skipSpace();
        fields.put(name, readValue("a value after ':'"));
        skipSpace();
      } while (skip(','));
      if (!skip('}')) {
        throw expected("',' or '}'");
      }
    }
    depth--;
    return new JsonObject(fields, start);
  }

  private JsonArray readArray(TextLocation start) {
    enter();
    List<JsonValue> values = new ArrayList<>();
    if (!skip(']')) {
      do {
        skipSpace();
        values.add(readValue(values.isEmpty() ? "a value or ']'" : "a value after ','"));
        skipSpace();
      } while (skip(','));
      if (!skip(']')) {
        throw expected("',' or ']'");
      }
    }
    depth--;
    return new JsonArray(values, start);
  }

  /** Steps over the opening bracket and the space behind it. */
  private void enter() {
    if (depth == Json.MAX_DEPTH) {
      throw error("arrays and objects are nested deeper than " + Json.MAX_DEPTH + " levels");
    }
    depth++;
    pos++;
    skipSpace();
  }

  private JsonValue readWord(String wanted, TextLocation start) {
    int begin = pos;
    while (Character.isLetterOrDigit(peek())) {
      pos++;
    }
    String word = text.substring(begin, pos);
    return switch (word) {
      case "true" -> new JsonBoolean(true, start);
      case "false" -> new JsonBoolean(false, start);
      case "null" -> new JsonNull(start);
      case "" -> throw expected(wanted);
      default -> {
        String found = word.substring(0, Math.min(word.length(), LONGEST_ECHO));
        throw new JsonException("expected " + wanted + " but found '" + found + "'", start);
      }
    };
  }

  private JsonNumber readNumber(TextLocation start) {
    int begin = pos;
    skip('-');
    if (skip('0')) {
      if (isDigit(peek())) {
        throw error("a number must not have leading zeros");
      }
    } else {
      readDigits("a digit");
    }
    if (skip('.')) {
      readDigits("a digit after '.'");
    }
    if (skip('e') || skip('E')) {
      if (!skip('+')) {
        skip('-');
      }
      readDigits("a digit of the exponent");
    }
    return new JsonNumber(text.substring(begin, pos), start);
  }

  private void readDigits(String wanted) {
    if (!isDigit(peek())) {
      throw expected(wanted);
    }
    while (isDigit(peek())) {
      pos++;
    }
  }

  private String readString() {
    pos++;
    int begin = pos; // of the run of plain characters not yet in unescaped
    StringBuilder unescaped = null;
    while (true) {
      char c = peek();
      if (c == '"') {
        String tail = text.substring(begin, pos++);
        return unescaped == null ? tail : unescaped.append(tail).toString();
      } else if (c == '\\') {
        unescaped = unescaped == null ? new StringBuilder() : unescaped;
        unescaped.append(text, begin, pos);
        readEscape(unescaped);
        begin = pos;
      } else {
        skipPlain(c);
      }
    }
  }

  /** Steps over one character of a string that stands for itself. */
  private void skipPlain(char c) {
    if (pos == text.length()) {
      throw expected("a double quote at the end of the string");
    }
    if (c < ' ') {
      throw expected("a control character in a string to be written as an escape");
    }
    if (Character.isSurrogate(c)) {
      if (pos + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(pos + 1))) {
        throw expected("valid Unicode");
      }
      pos++;
      lineStart++;
    }
    pos++;
  }

  private void readEscape(StringBuilder out) {
    pos++;
    char c = peek();
    switch (c) {
      case '"', '\\', '/' -> out.append(c);
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'u' -> {
        readUnicodeEscape(out);
        return;
      }
      default -> throw expected("one of \" \\ / b f n r t u after a backslash");
    }
    pos++;
  }

  private void readUnicodeEscape(StringBuilder out) {
    TextLocation start = location();
    char first = readHex();
    out.append(first);
    if (!Character.isSurrogate(first)) {
      return;
    }
    if (Character.isHighSurrogate(first) && text.startsWith("\\u", pos)) {
      pos++;
      char second = readHex();
      if (Character.isLowSurrogate(second)) {
        out.append(second);
        return;
      }
    }
    throw new JsonException(
        String.format(
            "expected surrogate escapes in pairs, high then low, but found \\u%04x without its"
                + " other half",
            (int) first),
        start);
  }

  /** Reads the u of an escape and its four digits. */
  private char readHex() {
    pos++;
    int value = 0;
    for (int i = 0; i < 4; i++) {
      char c = peek();
      int digit = c < 128 ? Character.digit(c, 16) : -1; // above ASCII there are digits, too
      if (digit < 0) {
        throw expected("four hexadecimal digits after \\u");
      }
      value = value << 4 | digit;
      pos++;
    }
    return (char) value;
  }

  private void skipSpace() {
    while (true) {
      switch (peek()) {
        case ' ', '\t', '\r' -> pos++;
        case '\n' -> {
          pos++;
          line++;
          lineStart = pos;
        }
        default -> {
          return;
        }
      }
    }
  }

  private boolean skip(char c) {
    if (peek() != c) {
      return false;
    }
    pos++;
    return true;
  }

  private char peek() {
    return pos < text.length() ? text.charAt(pos) : END;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private TextLocation location() {
    return new TextLocation(line, pos - lineStart + 1);
  }

  private JsonException expected(String wanted) {
    return error("expected " + wanted + " but found " + found());
  }

  private String found() {
    if (pos == text.length()) {
      return "the end of the text";
    }
    int c = text.codePointAt(pos);
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          String.format("the character U+%04X", c);
      default -> "'" + Character.toString(c) + "'";
    };
  }

  private JsonException error(String problem) {
    return new JsonException(problem, location());
  }
}
