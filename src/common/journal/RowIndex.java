package common.journal;

import java.util.Arrays;

/**
 * Where the rows of a journal are: the offset of every 128th, so that a file of a hundred million
 * rows takes 6 MB of memory, and a row is found by reading a few kilobytes. Safe for many threads.
 */
final class RowIndex {
  static final int STEP = 128;

  private long[] offsets = new long[64];
  private long rows;
  private long end;

  /** A byte range of the file in which a row lies, and the number of the first row in it. */
  record Block(long from, long to, long firstRow) {}

  /** The file's rows begin at this offset, and there are none yet. */
  synchronized void reset(long firstOffset) {
    rows = 0;
    end = firstOffset;
  }

  /** The next row stands at the end and has so many bytes. */
  synchronized void add(long length) {
    if (rows % STEP == 0) {
      int slot = Math.toIntExact(rows / STEP);
      if (slot == offsets.length) {
        offsets = Arrays.copyOf(offsets, 2 * slot);
      }
      offsets[slot] = end;
    }
    rows++;
    end += length;
  }

  synchronized long rows() {
    return rows;
  }

  synchronized Block find(long row) {
    if (row < 0 || row >= rows) {
      throw new IndexOutOfBoundsException("row " + row + " of " + rows);
    }
    int slot = Math.toIntExact(row / STEP);
    long next = (slot + 1L) * STEP;
    long to = next < rows ? offsets[slot + 1] : end;
    return new Block(offsets[slot], to, (long) slot * STEP);
  }
}
