package common.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * An append-only sequence of entries that survives crashes: append in order, be told when durable,
 * read back at the start. This is all that the services know of where their data is kept; {@link
 * FileJournal} keeps it in a file.
 *
 * <p>Entries are made durable in batches (group commit): all that wait go in one write and one
 * force, and while that is under way the next batch gathers.
 *
 * @param <T> an entry; a row
 */
public interface Journal<T> extends Closeable {
  /** Hears what becomes of the entries. Called by the journal's own thread; must not wait. */
  interface Listener<T> {
    /** The batch is durable. Batches come in the order of {@link Journal#append}. */
    void durable(List<T> batch);

    /**
     * A write failed, and nobody can say which entries of it are durable. Called once, and nothing
     * after it: the process must end, since only a new start can read what is there.
     */
    void failed(Throwable failure);
  }

  /** Takes the entries that are there at the start, in their order. */
  interface Replay<T> {
    /**
     * The next entry.
     *
     * @throws IllegalArgumentException with a reason in plain words, if it makes no sense here
     */
    void entry(T entry);

    /** The entries so far are the older segment, those that follow the current one. */
    default void nextSegment() {}
  }

  /** Starts the journal's thread. */
  void start(Listener<T> listener);

  /** Queues an entry. Callers that must agree on an order call this under their own lock. */
  void append(T entry);

  /**
   * Begins a new segment between two batches. The current one becomes the older one, and the
   * entries of the older one are dropped. One at a time.
   *
   * @return completed when the new segment is durable; fails if the journal has ended
   */
  CompletableFuture<Void> rotate();

  /** Entries in the current segment that are durable. */
  long rows();

  /** Makes durable what is queued, and ends the thread. */
  @Override
  void close() throws IOException;
}
