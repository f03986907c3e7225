package order;

import java.util.Map;
import java.util.TreeMap;

/**
 * A set of sale numbers, kept as ranges: sales come nearly in order, so there are few. Not safe for
 * several threads.
 */
public final class SaleNumbers {
  /** First number of a range to the number after its last; ranges neither touch nor overlap. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  /** Whether the number is in the set. */
  public boolean contains(long number) {
    Map.Entry<Long, Long> range = ranges.floorEntry(number);
    return range != null && number < range.getValue();
  }

  /** Adds a number. */
  public void add(long number) {
    addRange(number, number + 1);
  }

  /** The lowest number from {@code from} on that is not in the set. */
  public long firstMissing(long from) {
    Map.Entry<Long, Long> range = ranges.floorEntry(from);
    return range != null && from < range.getValue() ? range.getValue() : from;
  }

  /** The lowest number from {@code from} on that is in the set, or {@code end} if that is lower. */
  public long firstContained(long from, long end) {
    if (contains(from)) {
      return from;
    }
    Long next = ranges.higherKey(from);
    return next == null ? end : Math.min(next, end);
  }

  /** The lowest number above all in the set. */
  public long end() {
    return ranges.isEmpty() ? 0 : ranges.lastEntry().getValue();
  }

  /** Adds the numbers from {@code from} (inclusive) to {@code to} (exclusive). */
  void addRange(long from, long to) {
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
