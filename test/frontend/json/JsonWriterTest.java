package frontend.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonWriterTest {
  @Nested
  final class Writes {
    @Test
    void product_isWrittenAsTheContractSays() {
      JsonWriter json = new JsonWriter().beginObject().name("data").beginObject();
      json.name("name").value("Tux").name("price").cents(1599).name("quantity").value(100);
      assertEquals(
          "{\"data\":{\"name\":\"Tux\",\"price\":15.99,\"quantity\":100}}",
          new String(json.endObject().endObject().toUtf8(), UTF_8));
    }

    @Test
    void commas_standBetweenValuesOnly() {
      JsonWriter json = new JsonWriter().beginArray().beginArray().endArray().beginObject();
      json.name("a").nullValue().name("b").value(true).name("c").beginArray().value(1).value(-2);
      json.endArray().endObject().value("").value(false).endArray();
      assertEquals("[[],{\"a\":null,\"b\":true,\"c\":[1,-2]},\"\",false]", json.toString());
    }

    @ParameterizedTest
    @CsvSource({
      "1599, 15.99",
      "0, 0.00",
      "5, 0.05",
      "-5, -0.05",
      "10, 0.10",
      "100, 1.00",
      "-123456, -1234.56",
      "9223372036854775807, 92233720368547758.07",
      "-9223372036854775808, -92233720368547758.08"
    })
    void cents_areWrittenWithTwoDecimals(long cents, String text) {
      assertEquals(text, new JsonWriter().cents(cents).toString());
    }

    @Test
    void brackets_thatDoNotMatch_areRefused() {
      assertThrows(IllegalStateException.class, () -> new JsonWriter().beginArray().endObject());
      assertThrows(IllegalStateException.class, () -> new JsonWriter().endArray());
      assertThrows(IllegalStateException.class, () -> new JsonWriter().beginObject().toUtf8());
    }
  }

  @Nested
  final class Quotes {
    private static final String LONE_HIGH = String.valueOf((char) 0xd83e);
    private static final String LONE_LOW = String.valueOf((char) 0xddf8);

    @Test
    void quote_charactersThatNeedIt_areEscaped() {
      assertEquals("\"\"", Json.quote(""));
      assertEquals("\"Rubik's Cube\"", Json.quote("Rubik's Cube"));
      assertEquals("\"say \\\"hi\\\"\"", Json.quote("say \"hi\""));
      assertEquals("\"a\\\\b/c\"", Json.quote("a\\b/c"));
      assertEquals("\"\\b\\f\\n\\r\\t\"", Json.quote("\b\f\n\r\t"));
      assertEquals("\"\\u0000\\u0001\\u001f\u007f\"", Json.quote("\0\u0001\u001f\u007f"));
      assertEquals("\"é€🧸\u2028\"", Json.quote("é€🧸\u2028"));
    }

    @Test
    void quote_halfASurrogatePair_isEscaped() {
      assertEquals("\"a\\ud83eb\"", Json.quote("a" + LONE_HIGH + "b"));
      assertEquals("\"\\ud83e\"", Json.quote(LONE_HIGH));
      assertEquals("\"\\uddf8\\ud83e\"", Json.quote(LONE_LOW + LONE_HIGH));
      assertEquals("\"\\ud83e🧸\"", Json.quote(LONE_HIGH + "🧸"));
    }
  }

  @Nested
  final class RoundTrip {
    private final Random random = new Random(20240229);

    @Test
    void tenThousandRandomValues_areReadAsTheyWereWritten() {
      for (int i = 0; i < 10_000; i++) {
        Object model = randomValue(4);
        JsonWriter json = new JsonWriter();
        write(json, model);
        assertEquals(model, read(Json.parse(json.toUtf8())), json::toString);
        assertEquals(model, read(Json.parse(json.toString())), json::toString);
      }
    }

    @Test
    void tenThousandRandomTexts_areReadOrRefusedInPlainWords() {
      String alphabet = "{}[]\",:\\u0019.-+eE truefalsn\n";
      for (int i = 0; i < 10_000; i++) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "{\"a\":" : "[");
        for (int n = random.nextInt(12); n > 0; n--) {
          text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        try {
          Json.parse(text.toString());
        } catch (JsonException e) {
          assertEquals(
              true, e.getMessage().contains(" (line " + e.line() + ", column "), text::toString);
        }
      }
    }

    private Object randomValue(int depth) {
      return switch (random.nextInt(depth == 0 ? 4 : 6)) {
        case 0 -> randomText();
        case 1 -> random.nextLong() >> random.nextInt(64);
        case 2 -> random.nextBoolean();
        case 3 -> "null"; // stands for JSON's null; no random text is this long
        case 4 -> {
          List<Object> list = new ArrayList<>();
          for (int n = random.nextInt(4); n > 0; n--) {
            list.add(randomValue(depth - 1));
          }
          yield list;
        }
        default -> {
          Map<String, Object> map = new LinkedHashMap<>();
          for (int n = random.nextInt(4); n > 0; n--) {
            map.put(randomText(), randomValue(depth - 1));
          }
          yield map;
        }
      };
    }

    /** At most three characters from all over Unicode, the awkward ones more often. */
    private String randomText() {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(4); n > 0; n--) {
        int c = random.nextInt(random.nextBoolean() ? 0x80 : 0x110000);
        text.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? '"' : c);
      }
      return text.toString();
    }

    private static void write(JsonWriter json, Object model) {
      if (model instanceof Map<?, ?> map) {
        json.beginObject();
        map.forEach((name, value) -> write(json.name((String) name), value));
        json.endObject();
      } else if (model instanceof List<?> list) {
        json.beginArray();
        list.forEach(value -> write(json, value));
        json.endArray();
      } else if (model instanceof Long number) {
        json.value(number);
      } else if (model instanceof Boolean bool) {
        json.value(bool);
      } else if (model.equals("null")) {
        json.nullValue();
      } else {
        json.value((String) model);
      }
    }

    private static Object read(JsonValue value) {
      if (value instanceof JsonObject object) {
        Map<String, Object> map = new LinkedHashMap<>();
        object.fields().forEach((name, field) -> map.put(name, read(field)));
        return map;
      } else if (value instanceof JsonArray array) {
        return array.values().stream().map(RoundTrip::read).toList();
      } else if (value instanceof JsonNumber number) {
        return Long.valueOf(number.text());
      } else if (value instanceof JsonBoolean bool) {
        return bool.value();
      }
      return value instanceof JsonString string ? string.value() : "null";
    }
  }
}
