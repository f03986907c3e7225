package frontend.json;

import common.text.Utf8;

/**
 * JSON as RFC 8259 defines it, strictly: what is not JSON by the letter is refused with a {@link
 * JsonException} that names line, column, what was expected and what was found.
 *
 * <p>Choices the RFC leaves open: at most {@value #MAX_DEPTH} levels of nesting; of several fields
 * with the same name the last one counts; a string must be valid Unicode, so an unpaired surrogate
 * is refused, raw or as an escape; a byte order mark is refused. Parsing takes time linear in the
 * length of the text. To write JSON, see {@link JsonWriter}.
 */
public final class Json {
  /** How deep arrays and objects may be nested. */
  public static final int MAX_DEPTH = 64;

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Json() {}

  /**
   * Parses one JSON text in UTF-8.
   *
   * @throws JsonException if the bytes are not UTF-8 or the text is not JSON
   */
  public static JsonValue parse(byte[] utf8) {
    try {
      return parse(Utf8.decode(utf8, 0, utf8.length));
    } catch (Utf8.MalformedException e) {
      throw new JsonException(e.getMessage(), e.location());
    }
  }

  /**
   * Parses one JSON text.
   *
   * @throws JsonException if the text is not JSON
   */
  public static JsonValue parse(String text) {
    return new JsonParser(text).parse();
  }

  /**
   * Parses one JSON text in UTF-8 that must be an object.
   *
   * @throws JsonException if the bytes are not UTF-8, or the text is not JSON, or not an object
   */
  public static JsonObject parseObject(byte[] utf8) {
    return asObject(parse(utf8));
  }

  /**
   * Parses one JSON text that must be an object.
   *
   * @throws JsonException if the text is not JSON, or not an object
   */
  public static JsonObject parseObject(String text) {
    return asObject(parse(text));
  }

  private static JsonObject asObject(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new JsonException("expected an object but found " + value.kind(), value.location());
  }

  /** Returns the text as a JSON string, in double quotes. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    appendString(out, text);
    return out.toString();
  }

  /**
   * Appends the text as a JSON string, in double quotes. An unpaired surrogate, which UTF-8 cannot
   * carry, is written as an escape.
   */
  public static void appendString(StringBuilder out, String text) {
    out.append('"');
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
        continue;
      }
      if (isPair(text, i)) {
        i++;
        continue;
      }
      out.append(text, written, i);
      appendEscape(out, c);
      written = i + 1;
    }
    out.append(text, written, text.length()).append('"');
  }

  private static boolean isPair(String text, int i) {
    return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }

  private static void appendEscape(StringBuilder out, char c) {
    switch (c) {
      case '"', '\\' -> out.append('\\').append(c);
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      default -> {
        out.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]);
        out.append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
      }
    }
  }
}
