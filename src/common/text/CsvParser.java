package common.text;

import java.util.ArrayList;
import java.util.List;

/** Recursive descent over the grammar of RFC 4180; see {@link Csv} for what it adds and refuses. */
final class CsvParser {
  private final String text;
  private int pos;
  private int line = 1;

  CsvParser(String text) {
    this.text = text;
  }

  List<Csv.Row> parse() {
    List<Csv.Row> rows = new ArrayList<>();
    while (pos < text.length()) {
      if (!skipLineEnd()) {
        rows.add(readRow());
      }
    }
    return rows;
  }

  private Csv.Row readRow() {
    int start = line;
    List<String> fields = new ArrayList<>();
    do {
      fields.add(at('"') ? readQuoted() : readPlain());
    } while (skip(','));
    if (pos < text.length() && !skipLineEnd()) {
      // readPlain stops at nothing else, so a closing quote stands before.
      throw new CsvException(
          line, "text after a closing quote; a quote inside a quoted field is written twice");
    }
    return new Csv.Row(start, fields);
  }

  private String readPlain() {
    int begin = pos;
    while (pos < text.length()) {
      char c = text.charAt(pos);
      if (c == ',' || c == '\n' || c == '\r') {
        break;
      }
      if (c == '"') {
        throw new CsvException(
            line, "a quote inside a field; put the field in quotes and write the quote twice");
      }
      pos++;
    }
    return text.substring(begin, pos);
  }

  private String readQuoted() {
    StringBuilder field = new StringBuilder();
    do {
      pos++;
      int quote = text.indexOf('"', pos);
      if (quote < 0) {
        throw new CsvException(line, "the quote that begins here has no end");
      }
      field.append(text, pos, quote);
      pos = quote + 1;
      if (at('"')) {
        field.append('"');
      }
    } while (at('"'));
    String value = field.toString();
    line += (int) value.chars().filter(c -> c == '\n').count();
    return value;
  }

  private boolean skipLineEnd() {
    if (skip('\r') && !at('\n')) {
      throw new CsvException(
          line, "a carriage return without a line feed; end lines with LF or CRLF");
    }
    if (!skip('\n')) {
      return false;
    }
    line++;
    return true;
  }

  private boolean skip(char c) {
    if (!at(c)) {
      return false;
    }
    pos++;
    return true;
  }

  private boolean at(char c) {
    return pos < text.length() && text.charAt(pos) == c;
  }
}
