package verify;

import java.util.Map;
import java.util.TreeMap;

/** A set of sale numbers, kept as ranges: orders come nearly in the order of their sales. */
final class SaleRanges {
  /** First number of a range to the number after its last; ranges neither touch nor overlap. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  /** False if the number was there already. */
  boolean add(long number) {
    Map.Entry<Long, Long> before = ranges.floorEntry(number);
    if (before != null && number < before.getValue()) {
      return false;
    }
    boolean touchesBefore = before != null && before.getValue() == number;
    long start = touchesBefore ? before.getKey() : number;
    Long next = ranges.remove(number + 1);
    ranges.put(start, next == null ? number + 1 : next);
    return true;
  }

  boolean contains(long number) {
    Map.Entry<Long, Long> range = ranges.floorEntry(number);
    return range != null && number < range.getValue();
  }

  /** A number above all in the set. */
  long end() {
    return ranges.isEmpty() ? 0 : ranges.lastEntry().getValue();
  }

  /** The lowest number from {@code from} on that is not in the set. */
  long firstMissing(long from) {
    Map.Entry<Long, Long> range = ranges.floorEntry(from);
    return range != null && from < range.getValue() ? range.getValue() : from;
  }

  /** The lowest number from {@code from} on that is in the set, or {@code end} if that is lower. */
  long nextContained(long from, long end) {
    if (contains(from)) {
      return from;
    }
    Long next = ranges.higherKey(from);
    return next == null ? end : Math.min(next, end);
  }
}
