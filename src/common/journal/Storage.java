package common.journal;

import common.process.StartException;
import java.io.Closeable;
import java.io.IOException;

/**
 * Where a service keeps what must survive: its journals, and small documents that are replaced as a
 * whole. {@link FolderStorage} keeps them in the files of a folder.
 *
 * <p>Names are file names, like {@code sales.csv}.
 */
public interface Storage extends Closeable {
  /** A journal whose entries can be read back by their number, counted from 0. */
  record Numbered<T>(Journal<T> journal, RowReader<T> reader) {}

  /** Reads single entries. Safe for many threads. */
  interface RowReader<T> {
    /** Reads one entry that is durable; may wait for the disk or the network. */
    T read(long number) throws IOException;
  }

  /**
   * Opens a journal, with two segments at most: reads all entries, and cuts off a torn write.
   *
   * @throws UnusableFileException if the journal is corrupt; then it is left as it is
   */
  <T> Journal<T> open(String name, RowFormat<T> format, Journal.Replay<T> replay)
      throws IOException, StartException;

  /** Opens a journal that is never rotated, so that its entries keep their numbers. */
  <T> Numbered<T> openNumbered(String name, RowFormat<T> format, Journal.Replay<T> replay)
      throws IOException, StartException;

  /** A document, or null if there is none. */
  byte[] read(String name) throws IOException;

  /**
   * Replaces a document, so that a crash leaves the old one or the new one; returns when durable.
   */
  void replace(String name, byte[] content) throws IOException;

  /** Grows from each leader that writes here to the next; 0 where nobody is elected. */
  long term();

  /** How a journal or a document is called in messages, like {@code data/sales.csv}. */
  String describe(String name);

  /** Releases the storage for the next process. */
  @Override
  void close();
}
