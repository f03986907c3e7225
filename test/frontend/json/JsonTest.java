package frontend.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.text.TextLocation;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
  private static final TextLocation START = new TextLocation(1, 1);

  private static String problem(String text) {
    JsonException e = assertThrows(JsonException.class, () -> Json.parse(text), text);
    assertEquals(
        e.getMessage(),
        assertThrows(JsonException.class, () -> Json.parse(bytes(text))).getMessage());
    return e.getMessage();
  }

  /** The cases of a table: two spaces or a line end stand between them. */
  private static Stream<String> cases(String table) {
    return Stream.of(table.strip().split(" {2,}|\n"));
  }

  /** The text in UTF-8, where an unpaired surrogate has no place. */
  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Nested
  final class Accepts {
    static Stream<String> validTexts() {
      return Stream.concat(
          cases(
              """
              {}  []  { }  [ ]  null  true  false  ""  0  -0  7  -7  10  0.0  0.10  -0.5
              1e2  1E2  1e+2  1e-2  0e0  1.5e00  123456789012345678901234567890
              1e999999999  -1e-999999999
              [1]  [1,2]  [ 1 , 2 ]  [[],[[]],{}]  [null,true,false,"",0]
              {"a":1}  { "a" : 1 }  {"a":1,"b":{"c":[]}}  {"":0}  {"a":1,"a":2}
              "a/b"  "'"  "日本語"  "🧸"  "[{,:"  "\\\\"
              """),
          Stream.of(
              " {} ",
              "\t\r\n[\t\r\n]\t\r\n",
              "[1]\n",
              "\"\u007f\u0080\u2028\u2029\ufffe\uffff\ufeff\""));
    }

    @ParameterizedTest
    @MethodSource("validTexts")
    void parse_validText_isAccepted(String text) {
      Json.parse(text);
      Json.parse(bytes(text));
    }

    @Test
    void parse_everyKindOfValue_keepsItWithItsPlace() {
      JsonObject object = Json.parseObject("{\"a\":[1.50,true,null],\n \"b\":\"x\"}");
      assertEquals(START, object.location());
      assertEquals(
          List.of(
              new JsonNumber("1.50", new TextLocation(1, 7)),
              new JsonBoolean(true, new TextLocation(1, 12)),
              new JsonNull(new TextLocation(1, 17))),
          object.array("a").values());
      assertEquals(new JsonString("x", new TextLocation(2, 6)), object.find("b").orElseThrow());
    }

    @Test
    void parse_sameFieldTwice_theLastOneCounts() {
      assertEquals(2, Json.parseObject("{\"q\":1,\"\\u0071\":2}").integer("q"));
    }

    @Test
    void parse_nestedAsDeepAsAllowed_isAccepted() {
      Json.parse("[".repeat(64) + "]".repeat(64));
      Json.parse("{\"a\":".repeat(64) + "1" + "}".repeat(64));
      Json.parse("[" + "[[]],".repeat(1000) + "[]]");
    }

    @Test
    void parse_charactersBeyondTheBasicPlane_countAsOneColumn() {
      assertEquals(
          new TextLocation(1, 6),
          ((JsonArray) Json.parse("[\"🧸\",1]")).values().get(1).location());
    }
  }

  @Nested
  final class Strings {
    static List<List<String>> escapes() {
      return List.of(
          List.of("\\\"", "\""),
          List.of("\\\\", "\\"),
          List.of("\\/", "/"),
          List.of("\\b\\f\\n\\r\\t", "\b\f\n\r\t"),
          List.of("\\u0000", "\0"),
          List.of("\\u00e9\\u00E9", "éé"),
          List.of("\\u20ac", "€"),
          List.of("\\ud83e\\uddf8", "🧸"),
          List.of("\\uD83E\\uDDF8", "🧸"),
          List.of("\\uFFFF", "\uffff"),
          List.of("\\\\u0041", "\\u0041"),
          List.of("a\\tb\\tc", "a\tb\tc"),
          List.of("Rubik's Cube", "Rubik's Cube"));
    }

    @ParameterizedTest
    @MethodSource("escapes")
    void parse_escapes_areResolved(List<String> example) {
      JsonValue value = Json.parse('"' + example.get(0) + '"');
      assertEquals(example.get(1), assertInstanceOf(JsonString.class, value).value());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "\\ud83e",
          "\\uddf8",
          "\\ud83e\\ud83e",
          "\\uddf8\\ud83e",
          "\\uddf8\\uddf8",
          "\\ud83ex",
          "\\ud83e\\n",
          "a\\ud83e\\u0041"
        })
    void parse_escapeOfHalfASurrogatePair_isRefused(String escape) {
      String message = problem('"' + escape + '"');
      assertTrue(message.startsWith("expected surrogate escapes in pairs, high then low, but "));
    }

    @Test
    void parse_halfASurrogatePairInAString_isRefused() {
      String high = "\"" + (char) 0xd83e + "\"";
      assertEquals(
          "expected valid Unicode but found the character U+D83E (line 1, column 2)",
          assertThrows(JsonException.class, () -> Json.parse(high)).getMessage());
    }
  }

  @Nested
  final class Refuses {
    static Stream<String> invalidTexts() {
      return Stream.concat(
          cases(
              """
              {  }  [  ]  ,  :  "  [1  [1,  [,1]  [1,]  [1,,2]  [1 2]  [1}  {]
              {1:2}  {a:1}  {'a':1}  {"a"}  {"a":}  {"a" 1}  {"a":1,}  {,"a":1}  {"a":1 "b":2}
              {"a":1,,"b":2}  {"a"::1}  {"a":1  {"a":  {"a"  {} {}  []]  {}}  1 2  null null  {}x
              +1  01  -01  00  -  --1  1.  .5  -.5  1.e1  1e  1e+  1e-  1e1.5  0x10  1_000  1,5  1f
              Infinity  -Infinity  NaN  ٣  1٣  １  True  TRUE
              nul  nulll  tru  truefalse  false0  nil
              'a'  "a  "\\"  "\\x"  "\\'"  "\\0"  "\\u12"  "\\u12g4"
              "\\u+123"  "\\u１２３４"  "\\U0041"
              "\\  "\\u  "\\u00  // 1  /**/1  [1/**/]  #1  <a/>  undefined
              """),
          Stream.of(
              "",
              " ",
              "\n",
              "\"\n\"",
              "\"\t\"",
              "\"\0\"",
              "\"\u001f\"",
              "[]\0",
              "\f[]",
              "\u000b[]",
              "\u00a0[]",
              "\u2028[]",
              "[]\u0085",
              "//\n1",
              "\ufeff{}",
              "[\ufeff]",
              "{}\ufeff",
              "\uffff"));
    }

    @ParameterizedTest
    @MethodSource("invalidTexts")
    void parse_invalidText_isRefused(String text) {
      problem(text);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        textBlock =
            """
            {"name":"Tux","quantity":1;}| expected ',' or '}' but found ';' (line 1, column 27)
            [1 2]    | expected ',' or ']' but found '2' (line 1, column 4)
            [1,]     | expected a value after ',' but found ']' (line 1, column 4)
            [;       | expected a value or ']' but found ';' (line 1, column 2)
            {"a":1,} | expected a field name after ',' but found '}' (line 1, column 8)
            {a:1} | expected a field name in double quotes or '}' but found 'a' (line 1, column 2)
            {"a" 1}  | expected ':' after the field name but found '1' (line 1, column 6)
            {"a":}   | expected a value after ':' but found '}' (line 1, column 6)
            {} {}    | expected the end of the text but found '{' (line 1, column 4)
            [        | expected a value or ']' but found the end of the text (line 1, column 2)
            name=Tux | expected a value but found 'name' (line 1, column 1)
            Tux      | expected a value but found 'Tux' (line 1, column 1)
            [1,True] | expected a value after ',' but found 'True' (line 1, column 4)
            tru      | expected a value but found 'tru' (line 1, column 1)
            007      | a number must not have leading zeros (line 1, column 2)
            1.       | expected a digit after '.' but found the end of the text (line 1, column 3)
            1e+x     | expected a digit of the exponent but found 'x' (line 1, column 4)
            -x       | expected a digit but found 'x' (line 1, column 2)
            "\\u12"  | expected four hexadecimal digits after \\u but found '"' (line 1, column 6)
            "🧸" x   | expected the end of the text but found 'x' (line 1, column 5)
            "🧸" 🧸  | expected the end of the text but found '🧸' (line 1, column 5)
            """)
    void parse_invalidText_saysWhatAndWhere(String text, String message) {
      assertEquals(message, problem(text));
    }

    @Test
    void parse_invalidString_saysWhatAndWhere() {
      assertEquals(
          "expected a double quote at the end of the string but found the end of the text"
              + " (line 1, column 3)",
          problem("\"a"));
      assertEquals(
          "expected one of \" \\ / b f n r t u after a backslash but found 'x' (line 1, column 3)",
          problem("\"\\x\""));
    }

    @Test
    void parse_problemOnALaterLine_countsLinesAndColumns() {
      String text = "{\r\n  \"name\": \"Tux\",\n\n  \"quantity\" 1}";
      JsonException e = assertThrows(JsonException.class, () -> Json.parse(text));
      assertEquals(4, e.line());
      assertEquals(14, e.column());
    }

    @Test
    void parse_charactersThatCannotBeSeen_areNamedByNumber() {
      assertEquals(
          "expected a value but found the character U+0000 (line 1, column 1)", problem("\0"));
      assertEquals(
          "expected a control character in a string to be written as an escape but found the"
              + " character U+000A (line 1, column 3)",
          problem("\"a\nb\""));
      assertEquals(
          "the text begins with a byte order mark (U+FEFF), which JSON must not have"
              + " (line 1, column 1)",
          problem("\ufeff{}"));
    }

    @Test
    void parse_nestedTooDeep_isRefused() {
      String message = "arrays and objects are nested deeper than 64 levels (line 1, column 65)";
      assertEquals(message, problem("[".repeat(65) + "]".repeat(65)));
      assertEquals(message, problem("[".repeat(65536)));
    }

    @Test
    void parse_anyText_isNeverRepeatedAtLength() {
      for (String s : List.of("n", "[", "{", "7x", "\"\\", "{\"", "x", "🧸")) {
        assertTrue(problem("nn" + s.repeat(10_000)).length() < 120, s);
        assertTrue(problem(s + "n".repeat(10_000)).length() < 200, s);
      }
    }

    @Test
    void parseObject_anotherValue_isRefused() {
      for (String text : List.of("[]", "\"a\"", "1", "true", "null")) {
        String kind = Json.parse(text).kind();
        JsonException e = assertThrows(JsonException.class, () -> Json.parseObject(bytes(text)));
        assertEquals(
            "expected an object but found " + kind + " (line 1, column 1)", e.getMessage());
      }
    }
  }

  @Nested
  final class Utf8Bytes {
    @ParameterizedTest
    @CsvSource(
        textBlock =
            """
            a continuation byte alone,         80,             80, 1
            two of them,                       80bf,           80, 1
            a start byte alone,                c3,             c3, 1
            a start byte before ASCII,         c341,           c3, 1
            an overlong slash,                 c0af,           c0, 1
            an overlong NUL of two bytes,      c080,           c0, 1
            an overlong slash of three bytes,  e080af,         e0, 1
            an overlong slash of four bytes,   f08080af,       f0, 1
            a three-byte character cut short,  e282,           e2, 1
            a four-byte character cut short,   f09fa7,         f0, 1
            a high surrogate encoded,          eda0be,         ed, 1
            a low surrogate encoded,           edb7b8,         ed, 1
            a surrogate pair encoded,          eda0beedb7b8,   ed, 1
            beyond U+10FFFF,                   f4908080,       f4, 1
            a five-byte form,                  f888808080,     f8, 1
            the byte FE,                       fe,             fe, 1
            the byte FF,                       ff,             ff, 1
            Latin-1 after good UTF-8,          c3a9e9,         e9, 3
            """)
    void parse_malformedUtf8_isRefusedWithItsPlace(String what, String hex, String bad, int at) {
      String text = "22" + hex + "22";
      JsonException e =
          assertThrows(JsonException.class, () -> Json.parse(HexFormat.of().parseHex(text)), what);
      assertEquals(
          String.format(
              "expected UTF-8 but found the malformed byte 0x%s, byte %d of the text"
                  + " (line 1, column %d)",
              bad.toUpperCase(Locale.ROOT), at + 1, at == 3 ? 3 : 2),
          e.getMessage());
    }

    @Test
    void parse_malformedUtf8OnALaterLine_isRefusedWithItsPlace() {
      byte[] text = bytes("{\n \"é🧸\": \"?\"}");
      text[text.length - 3] = (byte) 0xe9;
      JsonException e = assertThrows(JsonException.class, () -> Json.parse(text));
      assertEquals(2, e.line());
      assertEquals(9, e.column());
    }
  }

  @Nested
  final class Cost {
    @Test
    void parse_hugeTexts_takesLinearTime() {
      int size = 4_000_000; // quadratic time would take hours
      List<String> texts =
          List.of(
              "7".repeat(size),
              "1e" + "9".repeat(size),
              '"' + "\\n".repeat(size / 2) + '"',
              '"' + "🧸".repeat(size / 2) + '"',
              "[" + "[],".repeat(size / 3) + "1]",
              " ".repeat(size) + "1");
      assertTimeout(Duration.ofSeconds(20), () -> texts.forEach(Json::parse));
    }
  }
}
