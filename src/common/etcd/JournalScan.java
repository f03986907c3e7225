package common.etcd;

import com.google.protobuf.ByteString;
import common.journal.Journal;
import common.journal.RowCodec;
import common.journal.RowFormat;
import common.process.StartException;
import rpc.etcd.KeyValue;

/** Reads a journal from its oldest row to its newest. */
final class JournalScan<T> {
  private final JournalKeys keys;
  private final RowCodec<T> codec;
  private final Journal.Replay<T> replay;
  private final JournalState state;
  private final RowMap map;
  private long row;
  private boolean inSegment;

  private JournalScan(
      JournalKeys keys, RowFormat<T> format, JournalState state, Journal.Replay<T> replay) {
    this.keys = keys;
    this.codec = new RowCodec<>(format);
    this.state = state;
    this.replay = replay;
    this.map = new RowMap(state.packed());
    this.row = state.oldest();
    this.inSegment = state.segment() == 0;
  }

  /**
   * Reads all rows, and returns where they are.
   *
   * @throws StartException naming the key if something is missing or makes no sense
   */
  static <T> RowMap read(
      Pages pages,
      JournalKeys keys,
      RowFormat<T> format,
      JournalState state,
      Journal.Replay<T> replay)
      throws EtcdException, InterruptedException, StartException {
    JournalScan<T> scan = new JournalScan<>(keys, format, state, replay);
    pages.read(keys.block(0), keys.block(state.packed()), scan::block);
    if (scan.row != state.packed()) {
      throw missing(keys.block(scan.row));
    }
    pages.readSmall(keys.batch(state.packed()), keys.batch(Long.MAX_VALUE), scan::batch);
    scan.enterSegment();
    return scan.map;
  }

  private void block(KeyValue found) throws StartException {
    long first = JournalKeys.firstRow(found.getKey());
    if (first < row && row == state.oldest()) {
      // It begins with rows that no longer count.
      row = first;
    }
    expect(first, keys.block(row));
    map.addBlock(first, rows(found));
  }

  private void batch(KeyValue found) throws StartException {
    long first = JournalKeys.firstRow(found.getKey());
    expect(first, keys.batch(row));
    map.addBatch(new RowMap.Batch(first, rows(found), found.getValue()));
  }

  private void expect(long first, ByteString due) throws StartException {
    if (first != row) {
      throw missing(due);
    }
  }

  private int rows(KeyValue found) throws StartException {
    return RowLines.read(found.getKey().toStringUtf8(), found.getValue(), codec, this::row);
  }

  private static StartException missing(ByteString key) {
    return new StartException(
        "etcd key " + key.toStringUtf8() + " is missing: restore a backup of etcd");
  }

  private void row(T entry) {
    if (row >= state.oldest()) {
      enterSegment();
      replay.entry(entry);
    }
    row++;
  }

  private void enterSegment() {
    if (!inSegment && row >= state.segment()) {
      inSegment = true;
      replay.nextSegment();
    }
  }
}
