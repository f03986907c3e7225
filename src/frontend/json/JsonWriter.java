package frontend.json;

import common.purchase.Money;
import java.nio.charset.StandardCharsets;

/**
 * Writes one JSON text without any white space; the commas come by themselves.
 *
 * <pre>{@code
 * byte[] body =
 *     new JsonWriter()
 *         .beginObject().name("data")
 *         .beginObject()
 *         .name("name").value("Tux")
 *         .name("price").cents(1599)
 *         .endObject()
 *         .endObject()
 *         .toUtf8();
 * }</pre>
 *
 * gives {@code {"data":{"name":"Tux","price":15.99}}}. Brackets must match, and {@link #name} goes
 * before every value in an object and nowhere else; the former is checked, the latter is not. Not
 * for use by several threads.
 */
public final class JsonWriter {
  private final StringBuilder out = new StringBuilder(128);
  private final StringBuilder open = new StringBuilder(8); // the brackets still to be written
  private boolean commaNext;

  /** Begins an object. */
  public JsonWriter beginObject() {
    return begin('{', '}');
  }

  /** Ends the object begun last. */
  public JsonWriter endObject() {
    return end('}');
  }

  /** Begins an array. */
  public JsonWriter beginArray() {
    return begin('[', ']');
  }

  /** Ends the array begun last. */
  public JsonWriter endArray() {
    return end(']');
  }

  /** Writes the name of a field; its value comes next. */
  public JsonWriter name(String name) {
    comma();
    Json.appendString(out, name);
    out.append(':');
    commaNext = false;
    return this;
  }

  /** Writes a string. */
  public JsonWriter value(String value) {
    comma();
    Json.appendString(out, value);
    return this;
  }

  /** Writes a whole number. */
  public JsonWriter value(long value) {
    comma();
    out.append(value);
    return this;
  }

  /** Writes true or false. */
  public JsonWriter value(boolean value) {
    comma();
    out.append(value);
    return this;
  }

  /** Writes null. */
  public JsonWriter nullValue() {
    comma();
    out.append("null");
    return this;
  }

  /** Writes an amount of money given in cents as a number with two decimals: 1599 as 15.99. */
  public JsonWriter cents(long cents) {
    comma();
    Money.append(out, cents);
    return this;
  }

  /**
   * The finished text in UTF-8.
   *
   * @throws IllegalStateException if an object or an array is still open
   */
  public byte[] toUtf8() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The finished text.
   *
   * @throws IllegalStateException if an object or an array is still open
   */
  @Override
  public String toString() {
    if (open.length() > 0) {
      throw new IllegalStateException("the JSON is not finished: " + open.reverse() + " to come");
    }
    return out.toString();
  }

  private JsonWriter begin(char bracket, char closing) {
    comma();
    out.append(bracket);
    open.append(closing);
    commaNext = false;
    return this;
  }

  private JsonWriter end(char closing) {
    int last = open.length() - 1;
    if (last < 0 || open.charAt(last) != closing) {
      throw new IllegalStateException("'" + closing + "' would not match the bracket begun last");
    }
    open.setLength(last);
    out.append(closing);
    commaNext = true;
    return this;
  }

  /** Writes the comma that is due before what comes now; after that, one is due again. */
  private void comma() {
    if (commaNext) {
      out.append(',');
    }
    commaNext = true;
  }
}
