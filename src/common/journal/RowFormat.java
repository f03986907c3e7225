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

  /**
   * The columns of an earlier version that this one still reads, comma-separated; empty if there is
   * none. {@link #decode} then gets as many fields as that has.
   */
  default String earlierColumns() {
    return "";
  }

  /** Appends the row's fields, comma-separated, without line breaks in them. */
  void encode(T entry, StringBuilder row);

  /**
   * Reads a row's fields, as many as there are {@link #columns}.
   *
   * @throws IllegalArgumentException with a reason in plain words, if they make no sense
   */
  T decode(List<String> fields);
}
