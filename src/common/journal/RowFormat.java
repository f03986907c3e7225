package common.journal;

import java.util.List;

/**
 * How the entries of a {@link Journal} are written as CSV rows, without their checksum.
 *
 * @param <T> an entry
 */
public interface RowFormat<T> {
  /** The columns, comma-separated, without {@code crc32c}. */
  String columns();

  /** Appends the row's fields, comma-separated, without line breaks in them. */
  void encode(T entry, StringBuilder row);

  /**
   * Reads a row's fields, as many as there are columns.
   *
   * @throws IllegalArgumentException with a reason in plain words, if they make no sense
   */
  T decode(List<String> fields);
}
