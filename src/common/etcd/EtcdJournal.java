package common.etcd;

import com.google.protobuf.ByteString;
import common.journal.GroupCommit;
import common.journal.RowCodec;
import common.journal.RowFormat;
import common.process.Log;
import common.process.StartException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import rpc.etcd.KeyValue;
import rpc.etcd.RequestOp;

/**
 * A journal in etcd. A batch of rows is one key, named after the number of its first row and put
 * only if it does not exist. Once the batches are worth it, they are put together into blocks, in
 * one transaction: etcd bears a few large values better than many small ones.
 *
 * @param <T> an entry
 */
final class EtcdJournal<T> extends GroupCommit<T> {
  /** etcd takes requests of 1.5 MiB, and blocks are made of whole batches. */
  private static final int BATCH_BYTES = 128 * 1024;

  /** Batches are put together when they have so many bytes, into blocks of at least so many. */
  private static final int PACK_BYTES = 512 * 1024;

  private static final int BLOCK_BYTES = 64 * 1024;
  private static final long NO_SPACE_PAUSE_MILLIS = 500;

  private final FencedWriter writer;
  private final JournalKeys keys;
  private final RowCodec<T> codec;
  private final RowMap map;
  private JournalState state;
  private long stateRevision;

  /** When the write under way began, by nanoTime; 0 if there is none. */
  private volatile long writingSince;

  private EtcdJournal(
      String name,
      FencedWriter writer,
      JournalKeys keys,
      RowFormat<T> format,
      KeyValue state,
      RowMap map) {
    super(name);
    this.writer = writer;
    this.keys = keys;
    this.codec = new RowCodec<>(format);
    this.state = JournalState.decode(state.getValue());
    this.stateRevision = state.getModRevision();
    this.map = map;
  }

  /** Reads the journal, and makes it where there is none. */
  static <T> EtcdJournal<T> open(
      String name,
      EtcdClient client,
      FencedWriter writer,
      JournalKeys keys,
      RowFormat<T> format,
      Replay<T> replay)
      throws IOException, InterruptedException, StartException {
    Pages pages = new Pages(client, 0);
    ByteString header = ByteString.copyFromUtf8(new RowCodec<>(format).header() + "\n");
    KeyValue state = pages.get(keys.state());
    if (state == null) {
      writer.write(
          Requests.isAbsent(keys.state()),
          keys.state(),
          JournalState.EMPTY.encode(),
          List.of(Requests.put(keys.header(), header)));
      state = pages.get(keys.state());
    }
    checkHeader(pages, keys, header);
    RowMap map =
        JournalScan.read(pages, keys, format, JournalState.decode(state.getValue()), replay);
    return new EtcdJournal<>(name, writer, keys, format, state, map);
  }

  static void checkHeader(Pages pages, JournalKeys keys, ByteString expected)
      throws EtcdException, InterruptedException, StartException {
    KeyValue found = pages.get(keys.header());
    if (found == null || !found.getValue().equals(expected)) {
      throw new StartException(
          "etcd key "
              + keys.header().toStringUtf8()
              + " is not "
              + expected.toStringUtf8().strip()
              + ": these rows belong to another version of the store");
    }
  }

  /** Where its rows are. */
  RowMap map() {
    return map;
  }

  /** Whether a write has been under way for longer than that. */
  boolean isStalled(long nanos) {
    long since = writingSince;
    return since != 0 && System.nanoTime() - since > nanos;
  }

  @Override
  public long rows() {
    return map.end() - state.segment();
  }

  @Override
  protected void commit(List<T> batch) throws IOException, InterruptedException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(1 << 14);
    int rows = 0;
    for (T entry : batch) {
      codec.encode(entry, lines);
      rows++;
      if (lines.size() >= BATCH_BYTES) {
        append(rows, lines);
        rows = 0;
      }
    }
    if (rows > 0) {
      append(rows, lines);
    }
  }

  private void append(int rows, ByteArrayOutputStream lines)
      throws IOException, InterruptedException {
    RowMap.Batch batch =
        new RowMap.Batch(map.end(), rows, ByteString.copyFrom(lines.toByteArray()));
    lines.reset();
    ByteString key = keys.batch(batch.firstRow());
    writingSince = System.nanoTime() | 1;
    while (!appended(key, batch.lines())) {
      TimeUnit.MILLISECONDS.sleep(NO_SPACE_PAUSE_MILLIS);
    }
    writingSince = 0;
    map.addBatch(batch);
  }

  /** False if there is no space: nothing is written, and it will be once a person makes room. */
  private boolean appended(ByteString key, ByteString lines)
      throws IOException, InterruptedException {
    try {
      writer.write(Requests.isAbsent(key), key, lines, List.of());
      return true;
    } catch (EtcdException e) {
      if (isClosing() || e.getCause() == null || !EtcdFailures.isNoSpace(e.getCause())) {
        throw e;
      }
      return false;
    }
  }

  @Override
  protected void tidy() throws IOException, InterruptedException {
    boolean done = true;
    while (done && map.tailBytes() >= PACK_BYTES) {
      done = pack(blocks(map.tail()));
    }
  }

  private boolean pack(List<RowMap.Batch> blocks) throws IOException, InterruptedException {
    List<RequestOp> changes = new ArrayList<>();
    for (RowMap.Batch block : blocks) {
      changes.add(Requests.put(keys.block(block.firstRow()), block.lines()));
    }
    long packed = blocks.get(blocks.size() - 1).end();
    // All batches below, also those of which a copy came late.
    changes.add(Requests.delete(keys.batch(0), keys.batch(packed)));
    boolean done = change(new JournalState(state.oldest(), state.segment(), packed), changes);
    if (done) {
      map.packed(blocks);
    }
    return done;
  }

  /** Puts the first batches together, as many as go into one transaction. */
  private static List<RowMap.Batch> blocks(List<RowMap.Batch> batches) {
    List<RowMap.Batch> blocks = new ArrayList<>();
    ByteString lines = ByteString.EMPTY;
    int rows = 0;
    int bytes = 0;
    for (RowMap.Batch batch : batches) {
      lines = lines.concat(batch.lines());
      rows += batch.rows();
      bytes += batch.lines().size();
      if (lines.size() >= BLOCK_BYTES) {
        blocks.add(new RowMap.Batch(batch.end() - rows, rows, lines));
        lines = ByteString.EMPTY;
        rows = 0;
      }
      if (bytes >= PACK_BYTES) {
        break;
      }
    }
    return blocks;
  }

  @Override
  protected void beginSegment() throws IOException, InterruptedException {
    long oldest = state.segment();
    long packed = Math.max(state.packed(), oldest);
    long firstBlock = oldest < state.packed() ? map.findBlock(oldest) : oldest;
    List<RequestOp> drops =
        List.of(
            Requests.delete(keys.block(0), keys.block(firstBlock)),
            Requests.delete(keys.batch(0), keys.batch(packed)));
    if (!change(new JournalState(oldest, map.end(), packed), drops)) {
      throw new IOException("etcd has no space for a new segment");
    }
    map.drop(oldest);
  }

  /** False if there is no space: then all is as before. */
  private boolean change(JournalState next, List<RequestOp> more)
      throws IOException, InterruptedException {
    try {
      stateRevision =
          writer.write(
              Requests.wasPutAt(keys.state(), stateRevision), keys.state(), next.encode(), more);
      state = next;
      return true;
    } catch (EtcdException e) {
      if (e.getCause() == null || !EtcdFailures.isNoSpace(e.getCause())) {
        throw e;
      }
      Log.warn("etcd has no space: rows of a journal are not put together or dropped for now");
      return false;
    }
  }

  /** Gives an unfinished write a last chance, and ends. */
  @Override
  public void close() throws IOException {
    writer.giveUp();
    super.close();
  }
}
