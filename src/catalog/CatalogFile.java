package catalog;

import common.journal.UnusableFileException;
import common.purchase.Money;
import common.purchase.ToyName;
import common.text.Csv;
import common.text.CsvException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/** Reads and writes {@code catalog.csv}: the person's file, and the program's checkpoint. */
public final class CatalogFile {
  private static final String COLUMNS = "name,price,quantity,sold,from_sale,to_sale,changed,check";
  private static final List<String> KNOWN = List.of(COLUMNS.split(","));
  private static final List<String> NEEDED = KNOWN.subList(0, 3);
  private static final int CRC_DIGITS = 8;

  private final String file;
  private final List<String> header;
  private final Set<String> names = new HashSet<>();
  private long checkpoint = CatalogRow.HAND_WRITTEN;

  /**
   * What the file says.
   *
   * @param rows in the file's order
   * @param checkpoint the first movement that the program's last checkpoint did not have, also
   *     where a person has edited the file since; {@link CatalogRow#HAND_WRITTEN} if nothing tells
   */
  public record Contents(List<CatalogRow> rows, long checkpoint) {
    /** Takes a copy of the rows. */
    public Contents {
      rows = List.copyOf(rows);
    }
  }

  private CatalogFile(String file, List<String> header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Reads all toys.
   *
   * @param file as it is called in messages
   * @throws UnusableFileException naming the first line that makes no sense
   */
  public static Contents parse(byte[] content, String file) throws UnusableFileException {
    List<Csv.Row> rows;
    try {
      rows = Csv.parse(content);
    } catch (CsvException e) {
      throw new UnusableFileException(file, e.line(), e.problem());
    }
    if (rows.isEmpty()) {
      throw new UnusableFileException(
          file,
          1,
          "the file is empty; write the header name,price,quantity and a line a toy, or"
              + " delete the file to start with the toys that come with the store");
    }
    CatalogFile reader = new CatalogFile(file, rows.get(0).fields());
    reader.checkHeader(rows.get(0).line());
    List<CatalogRow> toys = new ArrayList<>();
    for (Csv.Row row : rows.subList(1, rows.size())) {
      toys.add(reader.toy(row));
    }
    return new Contents(toys, reader.checkpoint);
  }

  /** The file's text. */
  public static byte[] write(List<CatalogRow> toys) {
    StringBuilder out = new StringBuilder(COLUMNS).append('\n');
    for (CatalogRow toy : toys) {
      Csv.append(out, toy.name());
      out.append(',');
      Money.append(out, toy.priceCents());
      out.append(',').append(toy.quantity());
      out.append(',').append(toy.sold());
      out.append(',').append(toy.fromSale());
      out.append(',').append(toy.toSale());
      out.append(',').append(toy.changed());
      out.append(',').append(check(toy)).append('\n');
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void checkHeader(int line) throws UnusableFileException {
    for (String column : NEEDED) {
      if (!header.contains(column)) {
        throw new UnusableFileException(
            file, line, "the column " + column + " is missing; the header is name,price,quantity");
      }
    }
    for (String column : header) {
      if (!KNOWN.contains(column)) {
        throw new UnusableFileException(
            file, line, "the column \"" + column + "\" is not known; the columns are " + COLUMNS);
      }
    }
    if (new HashSet<>(header).size() < header.size()) {
      throw new UnusableFileException(file, line, "a column stands twice in the header");
    }
  }

  private CatalogRow toy(Csv.Row row) throws UnusableFileException {
    // What a person leaves out at the end of a line is empty.
    if (row.fields().size() > header.size() || row.fields().size() < NEEDED.size()) {
      throw new UnusableFileException(
          file,
          row.line(),
          "the line has " + row.fields().size() + " fields, the header has " + header.size());
    }
    try {
      return toy(row.fields());
    } catch (IllegalArgumentException e) {
      throw new UnusableFileException(file, row.line(), e.getMessage());
    }
  }

  private CatalogRow toy(List<String> fields) {
    String name = field(fields, "name");
    checkName(name);
    long price;
    try {
      price = Money.parseCents(field(fields, "price"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the price of " + name + ": " + e.getMessage(), e);
    }
    int quantity = (int) number(fields, "quantity", name, Integer.MAX_VALUE);
    List<String> counts =
        List.of(field(fields, "sold"), field(fields, "from_sale"), field(fields, "to_sale"));
    if (counts.stream().allMatch(String::isEmpty)) {
      return CatalogRow.handWritten(name, price, quantity);
    }
    CatalogRow row =
        new CatalogRow(
            name,
            price,
            quantity,
            number(fields, "sold", name, Long.MAX_VALUE),
            changed(fields, name),
            number(fields, "from_sale", name, Long.MAX_VALUE),
            number(fields, "to_sale", name, Long.MAX_VALUE));
    String check = header.contains("check") ? field(fields, "check") : check(row);
    if (!check.regionMatches(0, check(row), 0, CRC_DIGITS)) {
      throw new IllegalArgumentException(
          "somebody changed a column of the program's in the row of "
              + name
              + "; put it back, or leave all after the quantity empty, and the quantity is the"
              + " stock as of now");
    }
    checkpoint = Math.max(checkpoint, row.toSale());
    boolean renamed = !check.equals(check(row));
    return renamed ? CatalogRow.handWritten(name, price, quantity) : row;
  }

  /** An earlier version's file has no such column, and an earlier version knew no changes. */
  private long changed(List<String> fields, String name) {
    String text = field(fields, "changed");
    if (text.isEmpty()) {
      return 0;
    }
    if (text.matches("-?[0-9]{1,18}")) {
      return Long.parseLong(text);
    }
    throw new IllegalArgumentException(
        "the changed of " + name + " is \"" + text + "\", not a number");
  }

  /**
   * Two CRC32Cs, of the counts and of the name: so that a row is refused whose counts were changed,
   * and one is found that a person gave another name. Price and quantity are the person's to edit.
   */
  private static String check(CatalogRow row) {
    String counts = row.sold() + "," + row.fromSale() + "," + row.toSale() + "," + row.changed();
    return crc(counts) + crc(counts + "," + row.name());
  }

  private static String crc(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private void checkName(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name is empty");
    }
    if (!name.equals(name.strip())) {
      throw new IllegalArgumentException(
          "the name \"" + name + "\" begins or ends with a space; names are matched exactly");
    }
    if (name.length() > ToyName.MAX_CHARACTERS || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a name has at most " + ToyName.MAX_CHARACTERS + " characters, no control characters");
    }
    if (!names.add(name)) {
      throw new IllegalArgumentException("the toy " + name + " stands in the file twice");
    }
  }

  private long number(List<String> fields, String column, String name, long most) {
    String text = field(fields, column);
    if (text.matches("[0-9]{1,18}") && Long.parseLong(text) <= most) {
      return Long.parseLong(text);
    }
    throw new IllegalArgumentException(
        "the "
            + column
            + " of "
            + name
            + " is \""
            + text
            + "\", not a whole number from 0 to "
            + Math.min(most, 999_999_999_999_999_999L));
  }

  /** An absent column reads as empty. */
  private String field(List<String> fields, String column) {
    int index = header.indexOf(column);
    return index < 0 || index >= fields.size() ? "" : fields.get(index);
  }
}
