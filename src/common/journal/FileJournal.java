package common.journal;

import common.process.Log;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A journal in an append-only CSV file, with group commit, after BookKeeper's journal. The older
 * segment of {@code sales.csv} is {@code sales.previous.csv}.
 *
 * <p>Only the journal's own thread touches the output.
 *
 * @param <T> an entry; a row of the file
 */
final class FileJournal<T> extends GroupCommit<T> {
  private final Path file;
  private final Disk disk;
  private final RowCodec<T> codec;
  private final RowIndex index;
  private final byte[] header;
  private final ByteArrayOutputStream rows = new ByteArrayOutputStream(1 << 16);
  private Disk.Output output;

  private FileJournal(Path file, RowFormat<T> format, Disk disk, RowIndex index) {
    super(file.getFileName().toString());
    this.file = file;
    this.disk = disk;
    this.index = index;
    this.codec = new RowCodec<>(format);
    this.header = (codec.header() + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads the older segment, if there is one, and then the file; cuts off a torn write at its end
   * (and logs that), and opens it for appending. Where there is no file, makes one.
   *
   * @param index is kept up to date with the rows of the file
   * @throws UnusableFileException if a file is corrupt; then it is left as it is
   */
  static <T> FileJournal<T> open(
      Path file, RowFormat<T> format, Disk disk, RowIndex index, Replay<T> replay)
      throws IOException, UnusableFileException {
    FileJournal<T> journal = new FileJournal<>(file, format, disk, index);
    journal.replayPrevious(format, replay);
    if (Files.exists(file) && JournalReader.isEarlier(file, format)) {
      journal.upgrade(format);
    }
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

  private void replayPrevious(RowFormat<T> format, Replay<T> replay)
      throws IOException, UnusableFileException {
    if (!Files.exists(previous())) {
      return;
    }
    JournalReader.Result result =
        JournalReader.read(previous(), format, (entry, line, offset) -> replay.entry(entry));
    if (result.tornLine() > 0) {
      // It was forced to its end before its successor was begun.
      throw new UnusableFileException(previous(), result.tornLine(), result.tornReason());
    }
    replay.nextSegment();
  }

  private Path previous() {
    return previous(file);
  }

  /** The file of the older segment. */
  static Path previous(Path file) {
    return file.resolveSibling(file.getFileName().toString().replace(".csv", ".previous.csv"));
  }

  /** Rewrites a file of an earlier version, so that all its rows have the columns of today. */
  private void upgrade(RowFormat<T> format) throws IOException, UnusableFileException {
    List<T> entries = new ArrayList<>();
    JournalReader.read(file, format, (entry, line, offset) -> entries.add(entry));
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    rows.write(header);
    entries.forEach(entry -> codec.encode(entry, rows));
    disk.replace(file, rows.toByteArray());
    Log.info(file + ": rewritten with the columns of this version, " + entries.size() + " rows");
  }

  private long replay(RowFormat<T> format, Replay<T> replay)
      throws IOException, UnusableFileException {
    long[] end = {0};
    JournalReader.Result result =
        JournalReader.read(
            file,
            format,
            (entry, line, offset) -> {
              replay.entry(entry);
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

  @Override
  public long rows() {
    return index.rows();
  }

  @Override
  public void close() throws IOException {
    super.close();
    output.close();
  }

  @Override
  protected void commit(List<T> batch) throws IOException {
    rows.reset();
    int[] lengths = new int[batch.size()];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = codec.encode(batch.get(i), rows);
    }
    output.write(ByteBuffer.wrap(rows.toByteArray()));
    output.force();
    for (int length : lengths) {
      index.add(length);
    }
  }

  @Override
  protected void beginSegment() throws IOException {
    output.close();
    disk.rename(file, previous());
    output = disk.append(file);
    writeHeader();
  }
}
