package common.etcd;

import com.google.protobuf.ByteString;
import common.journal.RowCodec;
import common.process.StartException;
import java.io.IOException;

/** The rows of a batch or a block: lines of CSV, each with its checksum. */
final class RowLines {
  /** Takes the rows in their order. */
  interface Visitor<T> {
    void row(T entry);
  }

  private RowLines() {}

  /**
   * Reads all rows, and returns how many they are.
   *
   * @throws StartException naming key, line and reason if one makes no sense
   */
  static <T> int read(String key, ByteString lines, RowCodec<T> codec, Visitor<T> visitor)
      throws StartException {
    byte[] bytes = lines.toByteArray();
    int rows = 0;
    int from = 0;
    while (from < bytes.length) {
      int to = lineEnd(bytes, from);
      try {
        visitor.row(codec.decode(bytes, from, to));
      } catch (IllegalArgumentException e) {
        throw new StartException("etcd key " + key + " line " + (rows + 1) + ": " + e.getMessage());
      }
      rows++;
      from = to + 1;
    }
    return rows;
  }

  /** Reads the row after so many others. */
  static <T> T read(ByteString lines, long skip, RowCodec<T> codec) throws IOException {
    byte[] bytes = lines.toByteArray();
    int from = 0;
    for (long i = 0; i < skip; i++) {
      from = lineEnd(bytes, from) + 1;
    }
    try {
      return codec.decode(bytes, from, lineEnd(bytes, from));
    } catch (IllegalArgumentException e) {
      throw new IOException("a row in etcd makes no sense: " + e.getMessage(), e);
    }
  }

  private static int lineEnd(byte[] bytes, int from) {
    int i = from;
    while (i < bytes.length && bytes[i] != '\n') {
      i++;
    }
    return i;
  }
}
