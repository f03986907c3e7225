package frontend.json;

import common.text.TextLocation;

/** A JSON value that was read, and where it stood in the text. Immutable. */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

  /** Where the value begins in the text. */
  TextLocation location();

  /** What the value is, with its article, for messages: "an object", "a string", "null". */
  String kind();
}
