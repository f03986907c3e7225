package common.journal;

import common.text.Csv;
import common.text.CsvException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/** Rows and their checksums: the last column is the CRC32C of all bytes before its comma. */
public final class RowCodec<T> {
  /** A comma and eight hexadecimal digits. */
  private static final int CHECKSUM_LENGTH = 9;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final RowFormat<T> format;
  private final String columns;
  private final int count;
  private final CRC32C crc = new CRC32C();
  private final StringBuilder text = new StringBuilder();

  /** For one thread: a codec is not to be shared. */
  public RowCodec(RowFormat<T> format) {
    this(format, format.columns());
  }

  /** For the columns of an earlier version; reads only. */
  RowCodec(RowFormat<T> format, String columns) {
    this.format = format;
    this.columns = columns;
    this.count = columns.split(",").length;
  }

  /** The header line of the rows, without its line feed. */
  public String header() {
    return columns + ",crc32c";
  }

  /** Appends the row and its line feed; returns the number of bytes. */
  public int encode(T entry, ByteArrayOutputStream out) {
    text.setLength(0);
    format.encode(entry, text);
    byte[] row = text.toString().getBytes(StandardCharsets.UTF_8);
    out.write(row, 0, row.length);
    out.write(',');
    int sum = checksum(row, 0, row.length);
    for (int shift = 28; shift >= 0; shift -= 4) {
      out.write(HEX[sum >>> shift & 15]);
    }
    out.write('\n');
    return row.length + CHECKSUM_LENGTH + 1;
  }

  /** Why a line is not as it was written, or an empty text. */
  String damage(byte[] bytes, int from, int to) {
    int comma = to - CHECKSUM_LENGTH;
    if (comma < from || bytes[comma] != ',') {
      return "the row has no checksum";
    }
    return matches(checksum(bytes, from, comma), bytes, comma + 1)
        ? ""
        : "the row does not match its checksum";
  }

  /**
   * Reads a line without its line feed.
   *
   * @throws IllegalArgumentException with the reason, if it is damaged, or makes no sense
   */
  public T decode(byte[] bytes, int from, int to) {
    String damage = damage(bytes, from, to);
    if (!damage.isEmpty()) {
      throw new IllegalArgumentException(damage);
    }
    return decodeUndamaged(bytes, from, to);
  }

  /** The same, for a line without {@link #damage}. */
  T decodeUndamaged(byte[] bytes, int from, int to) {
    List<String> fields = fields(bytes, from, to - CHECKSUM_LENGTH);
    if (fields.size() != count) {
      throw new IllegalArgumentException(
          "the row has " + fields.size() + " fields before its checksum, not " + count);
    }
    return format.decode(fields);
  }

  private static List<String> fields(byte[] bytes, int from, int to) {
    try {
      return Csv.parseLine(bytes, from, to);
    } catch (CsvException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private int checksum(byte[] bytes, int from, int to) {
    crc.reset();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  private static boolean matches(int sum, byte[] bytes, int at) {
    for (int i = 0; i < 8; i++) {
      if (bytes[at + i] != HEX[sum >>> (28 - 4 * i) & 15]) {
        return false;
      }
    }
    return true;
  }
}
