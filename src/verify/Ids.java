package verify;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * 64-bit hashes, 8 bytes each, to find ids that stand in a file twice without keeping the ids: a
 * hash that comes twice is only a suspicion, and the file is then read again.
 */
final class Ids {
  private long[] hashes = new long[1024];
  private int count;

  void add(long hash) {
    if (count == hashes.length) {
      hashes = Arrays.copyOf(hashes, count + (count >> 1));
    }
    hashes[count++] = hash;
  }

  /** Those that came more than once. Forgets the order in which they came. */
  Set<Long> repeated() {
    Arrays.sort(hashes, 0, count);
    Set<Long> repeated = new HashSet<>();
    for (int i = 1; i < count; i++) {
      if (hashes[i] == hashes[i - 1]) {
        repeated.add(hashes[i]);
      }
    }
    return repeated;
  }

  /** After {@link #repeated}. */
  boolean contains(long hash) {
    return Arrays.binarySearch(hashes, 0, count, hash) >= 0;
  }
}
