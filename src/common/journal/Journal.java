package common.journal;

import common.process.Log;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * An append-only CSV file with group commit, after BookKeeper's journal: callers queue entries; one
 * thread takes all that wait, writes them, forces once, and hands the batch to the listener. While
 * it forces, the next batch gathers, so that the forces per entry fall as the load grows.
 *
 * <p>Only the journal's own thread touches the output. Nothing can be said of the entries of a
 * failed write or force, so the journal takes none after it: {@code fatal} is called, which ends
 * the process.
 *
 * @param <T> an entry; a row of the file
 */
public final class Journal<T> implements Closeable {
  private final Path file;
  private final Disk disk;
  private final RowCodec<T> codec;
  private final RowIndex index = new RowIndex();
  private final byte[] header;
  private Disk.Output output;

  private final Object queueLock = new Object();
  private List<T> queue = new ArrayList<>();
  private Rotation rotation;
  private boolean closing;
  private boolean ended;

  private Consumer<List<T>> forced = batch -> {};
  private Consumer<Throwable> fatal = failure -> {};
  private Thread thread;
  private final AtomicLong forces = new AtomicLong();

  private record Rotation(Path previous, CompletableFuture<Void> done) {}

  private Journal(Path file, RowFormat<T> format, Disk disk) {
    this.file = file;
    this.disk = disk;
    this.codec = new RowCodec<>(format);
    this.header = (codec.header() + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads the file from its beginning, cuts off a torn write at its end (and logs that), and opens
   * it for appending. Where there is no file, makes one.
   *
   * @param replay takes the rows
   * @throws UnusableFileException if the file is corrupt; then it is left as it is
   */
  public static <T> Journal<T> open(
      Path file, RowFormat<T> format, Disk disk, JournalReader.Visitor<T> replay)
      throws IOException, UnusableFileException {
    Journal<T> journal = new Journal<>(file, format, disk);
    long size = Files.exists(file) ? journal.replay(format, replay) : 0;
    journal.output = disk.append(file);
    if (size == 0) {
      journal.writeHeader();
    } else {
      // A killed process may have left rows that are written and not forced: from here they count.
      journal.output.force();
      journal.forceFolder();
    }
    return journal;
  }

  private long replay(RowFormat<T> format, JournalReader.Visitor<T> replay)
      throws IOException, UnusableFileException {
    long[] end = {0};
    JournalReader.Result result =
        JournalReader.read(
            file,
            format,
            (entry, line, offset) -> {
              replay.row(entry, line, offset);
              addToIndex(end[0], offset);
              end[0] = offset;
            });
    addToIndex(end[0], result.validBytes());
    if (result.tornLine() > 0) {
      long torn = Files.size(file) - result.validBytes();
      disk.truncate(file, result.validBytes());
      Log.warn(
          file
              + " line "
              + result.tornLine()
              + ": cut off a torn write of "
              + torn
              + " bytes ("
              + result.tornReason()
              + "); it was never answered");
    }
    return result.validBytes();
  }

  /** The row from one offset to the other; what begins at 0 is the header. */
  private void addToIndex(long from, long to) {
    if (from == 0) {
      index.reset(to);
    } else {
      index.add(to - from);
    }
  }

  private void writeHeader() throws IOException {
    output.write(ByteBuffer.wrap(header));
    output.force();
    forceFolder();
    index.reset(header.length);
  }

  private void forceFolder() throws IOException {
    disk.forceFolder(file.toAbsolutePath().getParent());
  }

  /**
   * Starts the journal's thread.
   *
   * @param forced gets each batch when it is on disk, in the order of {@link #append}
   * @param fatal gets what a write or a force failed with, once; nothing is forced after it
   */
  public void start(Consumer<List<T>> forced, Consumer<Throwable> fatal) {
    this.forced = forced;
    this.fatal = fatal;
    thread = new Thread(this::run, file.getFileName() + " journal");
    thread.start();
  }

  /** Queues an entry. Callers that must agree on an order call this under their own lock. */
  public void append(T entry) {
    synchronized (queueLock) {
      queue.add(entry);
      queueLock.notify();
    }
  }

  /**
   * Between two batches, renames the file to {@code previous} and begins a new one. One at a time.
   *
   * @return completed when the new file is on disk; fails if the journal has ended
   */
  public CompletableFuture<Void> rotate(Path previous) {
    Rotation wanted = new Rotation(previous, new CompletableFuture<>());
    synchronized (queueLock) {
      if (ended) {
        return CompletableFuture.failedFuture(new IOException(file + " is closed"));
      }
      rotation = wanted;
      queueLock.notify();
    }
    return wanted.done();
  }

  /** Rows in the file that are on disk. */
  public long rows() {
    return index.rows();
  }

  /** How often the file was forced since the start. */
  public long forces() {
    return forces.get();
  }

  /** Reads one row from the file; counts from 0. Touches the disk: not for a thread of a pool. */
  public T read(long row) throws IOException {
    RowIndex.Block block = index.find(row);
    byte[] bytes = new byte[Math.toIntExact(block.to() - block.from())];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, block.from() + buffer.position()) < 0) {
          throw new IOException(file + " has become shorter");
        }
      }
    }
    return decode(bytes, row - block.firstRow());
  }

  private T decode(byte[] bytes, long skip) throws IOException {
    int from = 0;
    int to = lineEnd(bytes, 0);
    for (long i = 0; i < skip; i++) {
      from = to + 1;
      to = lineEnd(bytes, from);
    }
    int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
    try {
      // A codec of its own: a reader must not share the buffers of the journal's thread.
      return codec.copy().decode(bytes, from, end);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " was changed beneath the service: " + e.getMessage(), e);
    }
  }

  private static int lineEnd(byte[] bytes, int from) {
    int i = from;
    while (bytes[i] != '\n') {
      i++;
    }
    return i;
  }

  /** Forces what is queued, ends the thread, closes the file. */
  @Override
  public void close() throws IOException {
    synchronized (queueLock) {
      closing = true;
      queueLock.notify();
    }
    if (thread != null) {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    end();
    output.close();
  }

  private void run() {
    ByteArrayOutputStream rows = new ByteArrayOutputStream(1 << 16);
    try {
      while (awaitWork()) {
        List<T> batch = takeBatch();
        if (!batch.isEmpty()) {
          commit(batch, rows);
          forced.accept(batch);
        }
        rotateIfWanted();
      }
      end();
    } catch (Throwable failure) {
      end();
      fatal.accept(failure);
    }
  }

  private void end() {
    Rotation lost;
    synchronized (queueLock) {
      ended = true;
      lost = rotation;
      rotation = null;
    }
    if (lost != null) {
      lost.done().completeExceptionally(new IOException(file + " is closed"));
    }
  }

  private boolean awaitWork() throws InterruptedException {
    synchronized (queueLock) {
      while (queue.isEmpty() && rotation == null && !closing) {
        queueLock.wait();
      }
      return !queue.isEmpty() || rotation != null;
    }
  }

  private List<T> takeBatch() {
    synchronized (queueLock) {
      List<T> batch = queue;
      queue = new ArrayList<>();
      return batch;
    }
  }

  private void commit(List<T> batch, ByteArrayOutputStream rows) throws IOException {
    rows.reset();
    int[] lengths = new int[batch.size()];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = codec.encode(batch.get(i), rows);
    }
    output.write(ByteBuffer.wrap(rows.toByteArray()));
    output.force();
    forces.incrementAndGet();
    for (int length : lengths) {
      index.add(length);
    }
  }

  private void rotateIfWanted() throws IOException {
    Rotation wanted;
    synchronized (queueLock) {
      wanted = rotation;
      rotation = null;
    }
    if (wanted == null) {
      return;
    }
    try {
      output.close();
      disk.rename(file, wanted.previous());
      output = disk.append(file);
      writeHeader();
    } catch (IOException e) {
      wanted.done().completeExceptionally(e);
      throw e;
    }
    wanted.done().complete(null);
  }
}
