package json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;

/** JSON by RFC 8259 and nothing more: Gson in its strict mode, and no name twice in an object. */
public final class StrictJson {
  private StrictJson() {}

  /**
   * Reads an object with nothing but blanks around it.
   *
   * @throws JsonParseException if the text is anything else
   */
  public static JsonObject object(String text) {
    JsonElement value = value(text);
    if (!value.isJsonObject()) {
      throw new JsonParseException("no JSON object: " + text);
    }
    return value.getAsJsonObject();
  }

  /**
   * Reads one value with nothing but blanks around it.
   *
   * @throws JsonParseException if the text is anything else
   */
  public static JsonElement value(String text) {
    JsonReader in = new JsonReader(new StringReader(text));
    in.setStrictness(Strictness.STRICT);
    try {
      JsonElement value = next(in);
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonParseException("something after the end of the JSON: " + text);
      }
      return value;
    } catch (IOException e) {
      throw new JsonParseException("no JSON: " + text, e);
    }
  }

  private static JsonElement next(JsonReader in) throws IOException {
    switch (in.peek()) {
      case BEGIN_OBJECT -> {
        JsonObject object = new JsonObject();
        in.beginObject();
        while (in.hasNext()) {
          String name = in.nextName();
          if (object.has(name)) {
            throw new JsonParseException("the name " + name + " twice in an object");
          }
          object.add(name, next(in));
        }
        in.endObject();
        return object;
      }
      case BEGIN_ARRAY -> {
        JsonArray array = new JsonArray();
        in.beginArray();
        while (in.hasNext()) {
          array.add(next(in));
        }
        in.endArray();
        return array;
      }
      default -> {
        return JsonParser.parseReader(in);
      }
    }
  }
}
