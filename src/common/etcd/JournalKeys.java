package common.etcd;

import com.google.protobuf.ByteString;

/**
 * The keys of one journal. Row numbers are written with leading zeros, so that the order of the
 * keys is the order of the rows.
 */
final class JournalKeys {
  private final String base;

  /**
   * @param base ends with a slash
   */
  JournalKeys(String base) {
    this.base = base;
  }

  /** The header of the journal as a CSV file. */
  ByteString header() {
    return Requests.key(base + "header");
  }

  /** A {@link JournalState}. */
  ByteString state() {
    return Requests.key(base + "state");
  }

  /** A batch as it was appended; its first row has this number. */
  ByteString batch(long firstRow) {
    return numbered("rows/", firstRow);
  }

  /** Several batches, put together into one large value. */
  ByteString block(long firstRow) {
    return numbered("blocks/", firstRow);
  }

  private ByteString numbered(String kind, long row) {
    return Requests.key(base + kind + "%019d".formatted(row));
  }

  /** The number in the key of a batch or a block. */
  static long firstRow(ByteString key) {
    String text = key.toStringUtf8();
    return Long.parseLong(text.substring(text.lastIndexOf('/') + 1));
  }
}
