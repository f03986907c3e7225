package frontend.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonObjectTest {
  private final JsonObject object =
      Json.parseObject(
          "{\"name\":\"Tux\",\"quantity\":\"1\",\"price\":15.90,"
              + "\"data\":{\"list\":[1]},\"no\":null}");

  private String refusal(String json) {
    JsonObject read = Json.parseObject("{\"quantity\":" + json + "}");
    return assertThrows(JsonException.class, () -> read.integer("quantity")).getMessage();
  }

  @Test
  void accessors_rightType_giveTheValue() {
    assertEquals("Tux", object.string("name"));
    assertEquals("15.90", object.number("price").text());
    assertEquals("1", ((JsonNumber) object.object("data").array("list").values().get(0)).text());
    assertEquals("null", object.find("no").orElseThrow().kind());
    assertTrue(object.find("nope").isEmpty());
  }

  @Test
  void accessors_missingField_sayWhichOne() {
    JsonException e = assertThrows(JsonException.class, () -> object.integer("amount"));
    assertEquals("field \"amount\" is missing", e.getMessage());
    assertEquals(1, e.line());
    assertEquals(1, e.column());
  }

  @Test
  void accessors_wrongType_sayWhatWasFoundAndWhere() {
    assertEquals(
        "field \"quantity\" must be a whole number, but is a string (line 1, column 26)",
        assertThrows(JsonException.class, () -> object.integer("quantity")).getMessage());
    assertEquals(
        "field \"no\" must be a string, but is null (line 1, column 69)",
        assertThrows(JsonException.class, () -> object.string("no")).getMessage());
    assertEquals(
        "field \"name\" must be an object, but is a string (line 1, column 9)",
        assertThrows(JsonException.class, () -> object.object("name")).getMessage());
    assertEquals(
        "field \"data\" must be an array, but is an object (line 1, column 51)",
        assertThrows(JsonException.class, () -> object.array("data")).getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1, 10, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void integer_anyInt_isReadExactly(int value) {
    assertEquals(value, Json.parseObject("{\"q\": " + value + " }").integer("q"));
  }

  @Test
  void integer_minusZero_isZero() {
    assertEquals(0, Json.parseObject("{\"q\":-0}").integer("q"));
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 1",
    "1E0, 1",
    "1e2, 100",
    "-20.00e-1, -2",
    "0.0e-999999999, 0",
    "2147483647.0, 2147483647",
    "-2.147483648e9, -2147483648"
  })
  void integer_wholeNumberWrittenAnotherWay_isTheSame(String json, int value) {
    assertEquals(value, Json.parseObject("{\"q\":" + json + "}").integer("q"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "-1.5", "1e-1", "1e-999999999", "1.00000000000000000001"})
  void integer_fraction_isRefused(String json) {
    assertEquals("field \"quantity\" must be a whole number (line 1, column 13)", refusal(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2147483648",
        "9223372036854775808",
        "1000000000000000000000",
        "2147483648.0",
        "1e999999999",
        "1e99999999999999"
      })
  void integer_outOfRange_isRefused(String json) {
    assertEquals("field \"quantity\" is too big a number (line 1, column 13)", refusal(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-2147483649", "-9223372036854775809", "-1000000000000000000000"})
  void integer_belowTheRange_isRefused(String json) {
    assertEquals("field \"quantity\" is too small a number (line 1, column 13)", refusal(json));
  }

  @Test
  void integer_hugeNumber_isRefusedAtOnce() {
    JsonObject object = Json.parseObject("{\"q\":" + "7".repeat(4_000_000) + "}");
    JsonException e =
        assertTimeout(
            Duration.ofSeconds(10),
            () -> assertThrows(JsonException.class, () -> object.integer("q")));
    assertEquals("field \"q\" is too big a number (line 1, column 6)", e.getMessage());
  }
}
