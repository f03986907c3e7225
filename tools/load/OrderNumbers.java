package load;

import java.util.BitSet;

/**
 * The order numbers of a run, to find one that was given out twice. A bit a number: the memory is
 * bounded by looking only at numbers below 2^27.
 */
final class OrderNumbers {
  private static final long LIMIT = 1L << 27;

  private final BitSet seen = new BitSet();

  synchronized void add(long number) {
    if (number >= LIMIT) {
      return;
    }
    if (seen.get((int) number)) {
      throw new WrongReplyException("the order number " + number + " was given out twice");
    }
    seen.set((int) number);
  }
}
