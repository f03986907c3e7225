package common.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CsvTest {
  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static List<String> row(String... fields) {
    return List.of(fields);
  }

  private static List<List<String>> fields(List<Csv.Row> rows) {
    return rows.stream().map(Csv.Row::fields).toList();
  }

  private static List<String> parseLine(byte[] line) {
    return Csv.parseLine(line, 0, line.length);
  }

  @Nested
  final class Accepts {
    static Stream<Arguments> files() {
      return Stream.of(
          arguments("", List.of()),
          arguments("\n", List.of()),
          arguments("\r\n\n\r\n", List.of()),
          arguments("a", List.of(row("a"))),
          arguments("a\n", List.of(row("a"))),
          arguments("a\r\n", List.of(row("a"))),
          arguments("a,b\nc,d", List.of(row("a", "b"), row("c", "d"))),
          arguments("a,b\r\nc,d\r\n", List.of(row("a", "b"), row("c", "d"))),
          arguments("a\r\nb\nc", List.of(row("a"), row("b"), row("c"))),
          arguments("\n\na\n\n\nb\n\n", List.of(row("a"), row("b"))),
          arguments(",", List.of(row("", ""))),
          arguments("a,,b", List.of(row("a", "", "b"))),
          arguments("a,\n,b\n", List.of(row("a", ""), row("", "b"))),
          arguments(" a , b ", List.of(row(" a ", " b "))),
          arguments(" \n", List.of(row(" "))),
          arguments("\"\"", List.of(row(""))),
          arguments("\"a\",\"b\"\n", List.of(row("a", "b"))),
          arguments("\"a,b\",c", List.of(row("a,b", "c"))),
          arguments("\"a\"\"b\"", List.of(row("a\"b"))),
          arguments("\"\"\"\"", List.of(row("\""))),
          arguments("\"\"\"\"\"\",x", List.of(row("\"\"", "x"))),
          arguments("\"a\nb\",c\nd,e", List.of(row("a\nb", "c"), row("d", "e"))),
          arguments("\"a\r\nb\"\r\n", List.of(row("a\r\nb"))),
          arguments("\"a\rb\"", List.of(row("a\rb"))),
          arguments("\ufeffname,price\n", List.of(row("name", "price"))),
          arguments("\ufeff\"name\"", List.of(row("name"))),
          arguments("\ufeff", List.of()),
          arguments("Rubik's Cube,19.99,5", List.of(row("Rubik's Cube", "19.99", "5"))),
          arguments("日本,é,🧸\n", List.of(row("日本", "é", "🧸"))));
    }

    @ParameterizedTest
    @MethodSource("files")
    void parse_validText_givesItsRows(String text, List<List<String>> rows) {
      assertEquals(rows, fields(Csv.parse(text)));
      assertEquals(rows, fields(Csv.parse(bytes(text))));
    }

    @Test
    void parse_rows_knowTheLineTheyBeginOn() {
      List<Csv.Row> rows = Csv.parse("a\n\r\n\"b\n\nb\",\"\n\"\nc");
      assertEquals(List.of(1, 3, 7), rows.stream().map(Csv.Row::line).toList());
    }
  }

  @Nested
  final class Refuses {
    private static final String INSIDE =
        "a quote inside a field; put the field in quotes and write the quote twice";
    private static final String AFTER =
        "text after a closing quote; a quote inside a quoted field is written twice";
    private static final String OPEN = "the quote that begins here has no end";
    private static final String RETURN =
        "a carriage return without a line feed; end lines with LF or CRLF";

    static Stream<Arguments> files() {
      return Stream.of(
          arguments("a\"b", "line 1: " + INSIDE),
          arguments("a\n \"b\"", "line 2: " + INSIDE),
          arguments("a,b\"", "line 1: " + INSIDE),
          arguments("\"a\"b", "line 1: " + AFTER),
          arguments("x\n\"a\nb\" ,c", "line 3: " + AFTER),
          arguments("\"a\"b\"", "line 1: " + AFTER),
          arguments("\"", "line 1: " + OPEN),
          arguments("x\n\ny,\"a\nb\nc", "line 3: " + OPEN),
          arguments("\"a\"\"", "line 1: " + OPEN),
          arguments("\"a\nb\",\"c\nd", "line 2: " + OPEN),
          arguments("a\rb", "line 1: " + RETURN),
          arguments("a\n\r", "line 2: " + RETURN),
          arguments("a\r", "line 1: " + RETURN),
          arguments("a\r\r\n", "line 1: " + RETURN),
          arguments("\"a\"\r,b", "line 1: " + RETURN));
    }

    @ParameterizedTest
    @MethodSource("files")
    void parse_invalidText_saysWhatAndWhere(String text, String message) {
      CsvException e = assertThrows(CsvException.class, () -> Csv.parse(text));
      assertEquals(message, e.getMessage());
      assertEquals(message, "line " + e.line() + ": " + e.problem());
    }

    @Test
    void parse_malformedUtf8_isRefusedWithItsLine() {
      byte[] latin1 = {'a', ',', 'b', '\n', 'c', (byte) 0xe9, '\n'};
      CsvException e = assertThrows(CsvException.class, () -> Csv.parse(latin1));
      assertEquals(
          "line 2: expected UTF-8 but found the malformed byte 0xE9, byte 6 of the text",
          e.getMessage());
    }

    @Test
    void parse_byteOrderMarkTwice_keepsTheSecondAsText() {
      assertEquals(List.of(row("\ufeffa")), fields(Csv.parse("\ufeff\ufeffa")));
    }
  }

  @Nested
  final class OneLine {
    static Stream<Arguments> lines() {
      return Stream.of(
          arguments("", row("")),
          arguments("a", row("a")),
          arguments(",", row("", "")),
          arguments("a,,b,", row("a", "", "b", "")),
          arguments("17,k-1,Tux,2,0a1b2c3d", row("17", "k-1", "Tux", "2", "0a1b2c3d")),
          arguments("1,\"Tux, the \"\"penguin\"\"\",2", row("1", "Tux, the \"penguin\"", "2")),
          arguments("1,Zoë 🧸,2", row("1", "Zoë 🧸", "2")),
          arguments("1,\"two\nlines\",2", row("1", "two\nlines", "2")),
          arguments("\"\"", row("")),
          arguments(" a , b ", row(" a ", " b ")));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void parseLine_withAnyLineEnd_givesTheFields(String line, List<String> fields) {
      for (String end : List.of("", "\n", "\r\n", "\r")) {
        assertEquals(fields, parseLine(bytes(line + end)));
      }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void parseLine_inTheMiddleOfABuffer_looksAtNothingElse(String line, List<String> fields) {
      byte[] buffer = bytes("\",x\n" + line + ",\"");
      assertEquals(fields, Csv.parseLine(buffer, 4, buffer.length - 2));
    }

    static Stream<String> notOneRow() {
      return Stream.of(
          "a\nb", "a\n\nb", "\na", "a\rb", "a\"b", "\"a\"b", "\"a", "\r\ra", "a,\"b\"\nc");
    }

    @ParameterizedTest
    @MethodSource("notOneRow")
    void parseLine_notOneRow_isRefused(String line) {
      assertThrows(CsvException.class, () -> parseLine(bytes(line)));
    }

    @Test
    void parseLine_malformedUtf8_isRefused() {
      byte[] line = {'x', 'a', ',', (byte) 0xc0, (byte) 0xaf};
      CsvException e = assertThrows(CsvException.class, () -> Csv.parseLine(line, 1, line.length));
      assertEquals(
          "expected UTF-8 but found the malformed byte 0xC0, byte 3 of the text", e.problem());
    }
  }

  @Nested
  final class Writes {
    static Stream<Arguments> written() {
      return Stream.of(
          arguments("", ""),
          arguments("Tux", "Tux"),
          arguments("Rubik's Cube", "Rubik's Cube"),
          arguments("a,b", "\"a,b\""),
          arguments("say \"hi\"", "\"say \"\"hi\"\"\""),
          arguments("\"", "\"\"\"\""),
          arguments("a\nb", "\"a\nb\""),
          arguments("a\rb", "\"a\rb\""),
          arguments(" a", "\" a\""),
          arguments("a ", "\"a \""),
          arguments(" ", "\" \""));
    }

    @ParameterizedTest
    @MethodSource("written")
    void append_anyField_isQuotedOnlyIfNeeded(String field, String expected) {
      StringBuilder out = new StringBuilder("x,");
      Csv.append(out, field);
      assertEquals("x," + expected, out.toString());
    }
  }

  @Nested
  final class RoundTrip {
    private static final List<String> PIECES =
        List.of("a", "b", " ", ",", "\"", "\n", "\r", "é", "🧸");
    private final Random random = new Random(4180);

    @Test
    void tenThousandRandomRows_areReadAsTheyWereWritten() {
      List<List<String>> rows = new ArrayList<>();
      StringBuilder file = new StringBuilder();
      for (int i = 0; i < 10_000; i++) {
        List<String> row = randomRow();
        StringBuilder line = new StringBuilder();
        for (String field : row) {
          Csv.append(line.append(line.length() == 0 ? "" : ","), field);
        }
        assertEquals(row, parseLine(bytes(line.toString())));
        rows.add(row);
        file.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
      }
      assertEquals(rows, fields(Csv.parse(bytes(file.toString()))));
    }

    /** Some fields, the first one a number as in our files: so that no row is an empty line. */
    private List<String> randomRow() {
      List<String> row = new ArrayList<>(List.of(Integer.toString(random.nextInt(1000))));
      for (int n = random.nextInt(5); n > 0; n--) {
        StringBuilder field = new StringBuilder();
        for (int length = random.nextInt(5); length > 0; length--) {
          field.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        row.add(field.toString());
      }
      return row;
    }
  }
}
