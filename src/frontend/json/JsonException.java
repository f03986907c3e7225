package frontend.json;

import common.text.TextLocation;

/**
 * A text is not JSON, or not the JSON that was expected. The message is a plain sentence fit for
 * whoever sent the text, and never repeats more than a few characters of it.
 */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  JsonException(String problem, TextLocation location) {
    this(problem + " (" + location + ")", location.line(), location.column());
  }

  private JsonException(String message, int line, int column) {
    // Without a stack trace: it would tell nothing of the text, and bad requests must stay cheap.
    super(message, null, false, false);
    this.line = line;
    this.column = column;
  }

  /** A field that is not there has no place: the message goes without one. */
  static JsonException missing(String what, TextLocation object) {
    return new JsonException(what + " is missing", object.line(), object.column());
  }

  /** The line of the problem, counted from 1; for a missing field, that of its object. */
  public int line() {
    return line;
  }

  /** The column of the problem, counted from 1; for a missing field, that of its object. */
  public int column() {
    return column;
  }
}
