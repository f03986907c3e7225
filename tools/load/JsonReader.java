package load;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON into Map, List, String, BigDecimal, Boolean and {@link #NULL}, by RFC 8259. It shares
 * no code with the store, so that a mistake of the store's JSON does not hide itself.
 */
final class JsonReader {
  static final Object NULL = new Object();

  private static final int DEEPEST = 32;

  private final String text;
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /** Reads one value with nothing but blanks around it. */
  static Object read(String text) {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value();
    reader.skipBlanks();
    if (reader.at < text.length()) {
      throw reader.error("something after the end");
    }
    return value;
  }

  private Object value() {
    skipBlanks();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", Boolean.TRUE);
      case 'f' -> word("false", Boolean.FALSE);
      case 'n' -> word("null", NULL);
      default -> number();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    enter('{');
    while (!leaves('}', members.isEmpty())) {
      skipBlanks();
      String name = string();
      skipBlanks();
      take(':');
      if (members.put(name, value()) != null) {
        throw error("\"" + name + "\" twice");
      }
    }
    return members;
  }

  private List<Object> array() {
    List<Object> items = new ArrayList<>();
    enter('[');
    while (!leaves(']', items.isEmpty())) {
      items.add(value());
    }
    return items;
  }

  private void enter(char bracket) {
    take(bracket);
    if (++depth > DEEPEST) {
      throw error("nested too deeply");
    }
  }

  // At the end of an object or array; otherwise past the comma before the next item.
  private boolean leaves(char bracket, boolean first) {
    skipBlanks();
    if (peek() == bracket) {
      at++;
      depth--;
      return true;
    }
    if (!first) {
      take(',');
    }
    return false;
  }

  private String string() {
    take('"');
    StringBuilder string = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      if (c < ' ') {
        throw error("a control character in a string");
      }
      string.append(c == '\\' ? escaped() : c);
    }
    at++;
    return string.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw error("a wrong escape");
    };
  }

  private char unicode() {
    int end = at + 4;
    if (end > text.length() || !text.substring(at, end).matches("[0-9a-fA-F]{4}")) {
      throw error("a wrong \\u escape");
    }
    char c = (char) Integer.parseInt(text, at, end, 16);
    at = end;
    return c;
  }

  private BigDecimal number() {
    int start = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(start, at);
    if (!number.matches("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")) {
      throw error("no value");
    }
    return new BigDecimal(number);
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw error("no value");
    }
    at += word.length();
    return value;
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw error("the end");
    }
    return text.charAt(at);
  }

  private void take(char expected) {
    if (peek() != expected) {
      throw error("no '" + expected + "'");
    }
    at++;
  }

  private WrongReplyException error(String what) {
    return new WrongReplyException("the body is not JSON: " + what + " at character " + at);
  }
}
