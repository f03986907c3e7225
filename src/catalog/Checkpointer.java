package catalog;

import common.journal.Journal;
import common.journal.Storage;
import common.metrics.Counter;
import common.metrics.Histogram;
import common.metrics.Metrics;
import common.process.DaemonThreads;
import common.process.Failures;
import common.process.Log;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Writes the stock to {@code catalog.csv} soon after a sale, beside the sales and without stopping
 * them, and begins a new journal segment when the old ones are no longer needed: the checkpoint has
 * their sales, and the order service has recorded them. At most two segments are kept.
 */
final class Checkpointer {
  /** A segment is closed when it has so many rows. */
  static final int SEGMENT_ROWS = 1 << 15;

  private static final Histogram DURATIONS =
      Metrics.ofProcess()
          .durations("toystore_checkpoint_seconds", "To write catalog.csv anew, and force it.");

  private static final Counter FAILURES =
      Metrics.ofProcess()
          .counter("toystore_checkpoint_failures_total", "Checkpoints that could not be written.");

  private static final long PAUSE_MILLIS = 500;

  /** A checkpoint takes at most this share of the time, however large the catalogue. */
  private static final int PAUSE_PER_WORK = 20;

  private final Storage storage;
  private final Inventory inventory;
  private final Journal<Movement> journal;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, new DaemonThreads("catalog-checkpoint"));

  /** All movements below are in the checkpoint. */
  private long written = -1;

  /** All movements in the older segment are below {@code olderEnd}. */
  private long olderEnd;

  /** All movements below are in the older segment, or gone. */
  private long currentStart;

  private boolean failed;
  private boolean begun;

  Checkpointer(Storage storage, Inventory inventory, Journal<Movement> journal, long olderEnd) {
    this.storage = storage;
    this.inventory = inventory;
    this.journal = journal;
    this.olderEnd = olderEnd;
    this.currentStart = olderEnd;
    // Not after the service has stopped: the storage is then somebody else's.
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Writes the first checkpoint since the start, and goes on writing them. Until then the files are
   * as they were found.
   *
   * @return whether the checkpoint was written; if not, nothing has begun
   */
  boolean begin() {
    if (!write()) {
      return false;
    }
    begun = true;
    thread.schedule(this::run, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    return true;
  }

  private void run() {
    long start = System.nanoTime();
    try {
      write();
      rotateIfFull();
    } catch (CompletionException e) {
      Log.info("no new journal segment: " + Failures.reason(Failures.cause(e)));
    } catch (RuntimeException e) {
      Log.error("the checkpoint failed", e);
    }
    long work = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    long pause = Math.max(PAUSE_MILLIS, PAUSE_PER_WORK * work);
    if (!thread.isShutdown()) {
      thread.schedule(this::run, pause, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Writes a checkpoint, if anything moved since the last. A failure is logged and loses nothing:
   * the movements are in the journal, which then is not cut either.
   *
   * @return whether the checkpoint has all that is published
   */
  private synchronized boolean write() {
    List<CatalogRow> rows = inventory.rows();
    long upTo = rows.isEmpty() ? written : rows.get(0).toSale();
    if (upTo == written) {
      return true;
    }
    long start = System.nanoTime();
    try {
      storage.replace(Recovery.CHECKPOINT, CatalogFile.write(rows));
      DURATIONS.observe(System.nanoTime() - start);
      written = upTo;
      failed = false;
    } catch (IOException e) {
      if (!failed) {
        Log.warn(
            storage.describe(Recovery.CHECKPOINT)
                + " could not be written ("
                + Failures.reason(e)
                + "); the sales are safe"
                + " in sales.csv, and it is tried again");
      }
      failed = true;
      FAILURES.increment();
    }
    return !failed;
  }

  private void rotateIfFull() {
    long unneeded = Math.min(written, inventory.recordedBelow());
    // While the journal holds a sale that has its order, an order book that ends below the journal
    // is an older copy, and not one after which there were only changes.
    boolean tellsOlderCopies = olderEnd == 0 || inventory.isRecordedSince(olderEnd);
    if (journal.rows() >= SEGMENT_ROWS && unneeded >= olderEnd && tellsOlderCopies) {
      long dropped = currentStart;
      currentStart = inventory.published();
      journal.rotate().join();
      olderEnd = inventory.published();
      inventory.dropBelow(dropped);
    }
  }

  /** The thread that may wait for the disk. */
  Executor diskThread() {
    return thread;
  }

  /** Ends the thread when it has done what it is doing. */
  void stop() {
    thread.shutdown();
    boolean interrupted = false;
    while (!thread.isTerminated()) {
      try {
        thread.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the thread, and writes the last checkpoint. */
  void close() {
    stop();
    if (begun) {
      write();
    }
  }
}
