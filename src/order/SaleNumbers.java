package order;

import java.util.Map;
import java.util.TreeMap;

/**
 * A set of sale numbers, kept as ranges: sales come nearly in order, so there are few. Not safe for
 * several threads.
 */
final class SaleNumbers {
  /** First number of a range to the number after its last; ranges neither touch nor overlap. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  boolean contains(long number) {
    Map.Entry<Long, Long> range = ranges.floorEntry(number);
    return range != null && number < range.getValue();
  }

  void add(long number) {
    addRange(number, number + 1);
  }

  /** Adds all numbers below this one. */
  void addBelow(long end) {
    if (end > 0) {
      addRange(0, end);
    }
  }

  /** The lowest number that is not in the set. */
  long firstMissing() {
    Map.Entry<Long, Long> first = ranges.firstEntry();
    return first == null || first.getKey() > 0 ? 0 : first.getValue();
  }

  /** A number above all in the set. */
  long end() {
    return ranges.isEmpty() ? 0 : ranges.lastEntry().getValue();
  }

  private void addRange(long from, long to) {
    long start = from;
    long end = to;
    Map.Entry<Long, Long> range = ranges.floorEntry(end);
    while (range != null && range.getValue() >= start) {
      start = Math.min(start, range.getKey());
      end = Math.max(end, range.getValue());
      ranges.remove(range.getKey());
      range = ranges.floorEntry(end);
    }
    ranges.put(start, end);
  }
}
