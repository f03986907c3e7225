package common.text;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * CSV as in RFC 4180, in UTF-8. Lines may end with LF or CRLF, the last one with nothing; empty
 * lines are skipped, and so is a byte order mark at the start. Spaces belong to the field. What is
 * not CSV is refused with a {@link CsvException}: nothing is guessed.
 */
public final class Csv {
  private Csv() {}

  /**
   * One row of a file.
   *
   * @param line the line the row begins on, counted from 1
   * @param fields at least one; cannot be changed
   */
  public record Row(int line, List<String> fields) {
    /** Takes a copy of the fields. */
    public Row {
      fields = List.copyOf(fields);
    }
  }

  /**
   * Reads a whole file.
   *
   * @throws CsvException if it is not CSV or not UTF-8
   */
  public static List<Row> parse(byte[] utf8) {
    return parse(decode(utf8, 0, utf8.length));
  }

  /**
   * Reads a whole file.
   *
   * @throws CsvException if it is not CSV
   */
  public static List<Row> parse(String text) {
    return new CsvParser(text.startsWith("\ufeff") ? text.substring(1) : text).parse();
  }

  /**
   * Reads the one row in {@code buffer[from, to)}, with or without its line end; this is the fast
   * way through a journal. An empty line is a row of one empty field.
   *
   * @throws CsvException if it is not one row, or not UTF-8; its line counts from this row
   */
  public static List<String> parseLine(byte[] buffer, int from, int to) {
    int end = to;
    if (end > from && buffer[end - 1] == '\n') {
      end--;
    }
    if (end > from && buffer[end - 1] == '\r') {
      end--;
    }
    int fields = 1;
    for (int i = from; i < end; i++) {
      byte b = buffer[i];
      if (b == ',') {
        fields++;
      } else if (b == '"' || b == '\r' || b == '\n' || b < 0) {
        return parseOneRow(decode(buffer, from, end));
      }
    }
    return split(buffer, from, end, fields);
  }

  /** Splits a line of plain ASCII at its commas. */
  private static List<String> split(byte[] buffer, int from, int to, int count) {
    String[] fields = new String[count];
    int begin = from;
    for (int i = 0; i < count; i++) {
      int end = begin;
      while (end < to && buffer[end] != ',') {
        end++;
      }
      // For ASCII the same as UTF-8, and the quickest for the JDK.
      fields[i] = new String(buffer, begin, end - begin, StandardCharsets.ISO_8859_1);
      begin = end + 1;
    }
    return List.of(fields);
  }

  private static List<String> parseOneRow(String text) {
    List<Row> rows = new CsvParser(text).parse();
    if (rows.size() != 1 || rows.get(0).line() != 1) {
      throw new CsvException(1, "a line feed outside quotes; expected one row");
    }
    return rows.get(0).fields();
  }

  /** Appends a field, in quotes only where it needs them; commas and line ends are the caller's. */
  public static void append(StringBuilder out, String field) {
    if (!needsQuotes(field)) {
      out.append(field);
      return;
    }
    out.append('"').append(field.replace("\"", "\"\"")).append('"');
  }

  private static boolean needsQuotes(String field) {
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == ',' || c == '"' || c == '\n' || c == '\r') {
        return true;
      }
    }
    return field.startsWith(" ") || field.endsWith(" ");
  }

  private static String decode(byte[] bytes, int from, int to) {
    try {
      return Utf8.decode(bytes, from, to);
    } catch (Utf8.MalformedException e) {
      throw new CsvException(e.location().line(), e.getMessage());
    }
  }
}
