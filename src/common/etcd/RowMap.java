package common.etcd;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where the rows of a journal are: the first row of each block, and the batches that are not in
 * blocks yet, whole. Safe for many threads.
 */
final class RowMap {
  /** Rows that were written in one piece, as lines of CSV. */
  record Batch(long firstRow, int rows, ByteString lines) {
    long end() {
      return firstRow + rows;
    }
  }

  private final TreeSet<Long> blocks = new TreeSet<>();
  private final TreeMap<Long, Batch> tail = new TreeMap<>();
  private long tailBytes;
  private volatile long end;

  /** No rows; the next one has this number. */
  RowMap(long end) {
    this.end = end;
  }

  /** The number that the next row will have. */
  long end() {
    return end;
  }

  /** The next rows are in a block. */
  synchronized void addBlock(long firstRow, int rows) {
    blocks.add(firstRow);
    end = firstRow + rows;
  }

  /** The next rows are in a batch. */
  synchronized void addBatch(Batch batch) {
    tail.put(batch.firstRow(), batch);
    tailBytes += batch.lines().size();
    end = batch.end();
  }

  /** The bytes in batches. */
  synchronized long tailBytes() {
    return tailBytes;
  }

  /** The batches that are not in blocks, in their order. */
  synchronized List<Batch> tail() {
    return List.copyOf(tail.values());
  }

  /** The batch that has this row, or null if a block has it. */
  synchronized Batch findBatch(long row) {
    Map.Entry<Long, Batch> found = tail.floorEntry(row);
    return found != null && row < found.getValue().end() ? found.getValue() : null;
  }

  /** The first row of the block that has this row, which is in no batch. */
  synchronized long findBlock(long row) {
    Long found = blocks.floor(row);
    if (found == null || row >= end) {
      throw new IndexOutOfBoundsException("there is no row " + row);
    }
    return found;
  }

  /** The rows of these blocks are no longer in batches. */
  synchronized void packed(List<Batch> newBlocks) {
    for (Batch block : newBlocks) {
      blocks.add(block.firstRow());
      dropBatches(block.end());
    }
  }

  /** The rows below are no longer there. */
  synchronized void drop(long below) {
    Long kept = blocks.floor(below);
    if (kept != null) {
      blocks.headSet(tail.isEmpty() || below < tail.firstKey() ? kept : below).clear();
    }
    dropBatches(below);
  }

  private void dropBatches(long below) {
    Map<Long, Batch> dropped = tail.headMap(below);
    dropped.values().forEach(batch -> tailBytes -= batch.lines().size());
    dropped.clear();
  }
}
