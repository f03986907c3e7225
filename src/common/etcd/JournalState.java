package common.etcd;

import com.google.protobuf.ByteString;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which rows of a journal count, and where they are: the rows from {@code oldest} to {@code
 * segment} are the older segment, those from there on the current one; what is below {@code packed}
 * is in blocks, what follows in batches. Any other row key is a leftover and does not count.
 */
record JournalState(long oldest, long segment, long packed) {
  private static final String HEADER = "oldest,segment,packed\n";
  private static final Pattern TEXT =
      Pattern.compile(HEADER + "([0-9]{1,18}),([0-9]{1,18}),([0-9]{1,18})\n");

  static final JournalState EMPTY = new JournalState(0, 0, 0);

  ByteString encode() {
    return ByteString.copyFromUtf8(HEADER + oldest + "," + segment + "," + packed + "\n");
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  static JournalState decode(ByteString value) {
    Matcher text = TEXT.matcher(value.toStringUtf8());
    if (!text.matches()) {
      throw new IllegalArgumentException("this is no state of a journal: " + value.toStringUtf8());
    }
    return new JournalState(
        Long.parseLong(text.group(1)),
        Long.parseLong(text.group(2)),
        Long.parseLong(text.group(3)));
  }
}
