package order;

import java.util.Arrays;

/**
 * The answers to the last purchases by id, in 40 bytes each: a ring of entries in the order they
 * came, and an open-addressed table (linear probing, removal by backward shift) into it. When the
 * ring is full, the oldest goes.
 *
 * <p>Purchases are known by their {@link Fingerprint}. Two ids with the same 64 bits meet by chance
 * once in 10^13 look-ups, and then the 128 bits tell that it is another purchase. Not safe for
 * several threads.
 */
public final class RecentAnswers {
  /** The answers to so many purchases with an Idempotency-Key are kept. */
  public static final int MAX_KEYS = 1 << 20;

  /** So many refusals are kept, at least; a segment of their journal has as many rows. */
  public static final int MAX_REFUSALS = 1 << 20;

  /** Purchases without a key are repeated only by the frontend, and only within seconds. */
  static final int MAX_REQUESTS = 1 << 18;

  /** What {@link #find} says of an id it does not know. */
  static final long UNKNOWN = Long.MIN_VALUE;

  /** What {@link #find} says of an id that was used with another fingerprint. */
  static final long OTHER_FINGERPRINT = Long.MIN_VALUE + 1;

  private static final int FIRST_CAPACITY = 1024;

  private final int most;
  private long[] hashes = new long[FIRST_CAPACITY];
  private long[] values = new long[FIRST_CAPACITY];
  private long[] high = new long[FIRST_CAPACITY];
  private long[] low = new long[FIRST_CAPACITY];
  private long count;

  /** Position in the ring + 1, or 0. Twice as long as the ring. */
  private int[] slots = new int[2 * FIRST_CAPACITY];

  /**
   * Starts small and grows by itself.
   *
   * @param most how many ids are kept: a power of two from 1,024 on
   */
  RecentAnswers(int most) {
    if (most < FIRST_CAPACITY || Integer.bitCount(most) != 1) {
      throw new IllegalArgumentException("not a power of two from " + FIRST_CAPACITY + ": " + most);
    }
    this.most = most;
  }

  /** The value put under the id, {@link #UNKNOWN}, or {@link #OTHER_FINGERPRINT}. */
  long find(Fingerprint purchase) {
    int slot = slotOf(purchase.id());
    if (slots[slot] == 0) {
      return UNKNOWN;
    }
    int position = slots[slot] - 1;
    boolean same = high[position] == purchase.high() && low[position] == purchase.low();
    return same ? values[position] : OTHER_FINGERPRINT;
  }

  /** Puts an id that is not there yet; one that is there keeps its first value. */
  void put(Fingerprint purchase, long value) {
    long hash = purchase.id();
    if (slots[slotOf(hash)] != 0) {
      return;
    }
    if (count == hashes.length && hashes.length < most) {
      grow();
    }
    int position = (int) (count & (hashes.length - 1));
    if (count >= hashes.length) {
      remove(slotOf(hashes[position]));
    }
    hashes[position] = hash;
    values[position] = value;
    high[position] = purchase.high();
    low[position] = purchase.low();
    slots[slotOf(hash)] = position + 1;
    count++;
  }

  /** How many ids are kept now. */
  int size() {
    return (int) Math.min(count, hashes.length);
  }

  /** The slot that holds the hash, or the free one where it belongs. */
  private int slotOf(long hash) {
    int slot = home(hash);
    while (slots[slot] != 0 && hashes[slots[slot] - 1] != hash) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  private int home(long hash) {
    return (int) hash & slots.length - 1;
  }

  /** Frees a slot, and moves back those behind it that had to give way to it. */
  private void remove(int slot) {
    int hole = slot;
    int next = hole + 1 & slots.length - 1;
    while (slots[next] != 0) {
      int home = home(hashes[slots[next] - 1]);
      if ((next - home & slots.length - 1) >= (next - hole & slots.length - 1)) {
        slots[hole] = slots[next];
        hole = next;
      }
      next = next + 1 & slots.length - 1;
    }
    slots[hole] = 0;
  }

  private void grow() {
    int length = 2 * hashes.length;
    hashes = Arrays.copyOf(hashes, length);
    values = Arrays.copyOf(values, length);
    high = Arrays.copyOf(high, length);
    low = Arrays.copyOf(low, length);
    slots = new int[2 * length];
    for (int position = 0; position < count; position++) {
      slots[slotOf(hashes[position])] = position + 1;
    }
  }
}
