package common.etcd;

import com.google.protobuf.ByteString;
import common.journal.RowCodec;
import common.journal.RowFormat;
import common.journal.Storage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import rpc.etcd.KeyValue;

/** Reads single rows of a journal: of a batch from memory, of a block from etcd. */
final class EtcdRowReader<T> implements Storage.RowReader<T> {
  /** Blocks that are kept, 64 to 192 KiB each. */
  private static final int CACHED_BLOCKS = 8;

  private final Pages pages;
  private final JournalKeys keys;
  private final RowFormat<T> format;
  private final RowMap map;

  /** Least recently used first; guarded by itself. A block never changes. */
  private final Map<Long, ByteString> cache =
      new LinkedHashMap<>(CACHED_BLOCKS, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ByteString> eldest) {
          return size() > CACHED_BLOCKS;
        }
      };

  EtcdRowReader(Pages pages, JournalKeys keys, RowFormat<T> format, RowMap map) {
    this.pages = pages;
    this.keys = keys;
    this.format = format;
    this.map = map;
  }

  @Override
  public T read(long number) throws IOException {
    RowMap.Batch batch = map.findBatch(number);
    if (batch != null) {
      return decode(batch.lines(), number - batch.firstRow());
    }
    long first = map.findBlock(number);
    return decode(block(first), number - first);
  }

  private T decode(ByteString lines, long skip) throws IOException {
    return RowLines.read(lines, skip, new RowCodec<>(format));
  }

  private ByteString block(long first) throws IOException {
    synchronized (cache) {
      ByteString cached = cache.get(first);
      if (cached != null) {
        return cached;
      }
    }
    ByteString lines = fetch(keys.block(first));
    synchronized (cache) {
      cache.put(first, lines);
    }
    return lines;
  }

  private ByteString fetch(ByteString key) throws IOException {
    try {
      KeyValue found = pages.get(key);
      if (found == null) {
        throw new IOException("etcd key " + key.toStringUtf8() + " is missing");
      }
      return found.getValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading from etcd");
    }
  }
}
