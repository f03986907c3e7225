package common.journal;

import common.metrics.Histogram;
import common.metrics.Metrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Group commit, after BookKeeper's journal: callers queue entries; one thread takes all that wait,
 * makes them durable at once, and hands the batch to the listener. While it does so the next batch
 * gathers, so that the cost per entry falls as the load grows.
 *
 * <p>Only this thread calls {@link #commit} and {@link #beginSegment}. Nothing can be said of the
 * entries of a failed batch, so the journal takes none after it.
 *
 * @param <T> an entry
 */
public abstract class GroupCommit<T> implements Journal<T> {
  private final String name;
  private final Histogram commits;
  private final Histogram batchRows;
  private final Object queueLock = new Object();
  private List<T> queue = new ArrayList<>();
  private CompletableFuture<Void> rotation;
  private boolean closing;
  private boolean ended;

  private Listener<T> listener;
  private Thread thread;

  /**
   * @param name of the journal, in messages
   */
  protected GroupCommit(String name) {
    this.name = name;
    Metrics metrics = Metrics.ofProcess();
    commits =
        metrics.durations(
            "toystore_journal_commit_seconds",
            "To make a batch durable: one write and one force, or one transaction of etcd.",
            "journal",
            name);
    batchRows =
        metrics.sizes(
            "toystore_journal_batch_rows", "Rows that were made durable at once.", "journal", name);
  }

  private void showState() {
    Metrics metrics = Metrics.ofProcess();
    metrics.gauge(
        "toystore_journal_rows",
        "Durable rows of the current segment.",
        this::rows,
        "journal",
        name);
    metrics.gauge(
        "toystore_journal_waiting_rows",
        "Rows that wait for the batch before them.",
        this::waiting,
        "journal",
        name);
  }

  private int waiting() {
    synchronized (queueLock) {
      return queue.size();
    }
  }

  /** Makes the batch durable; returns when it is. */
  protected abstract void commit(List<T> batch) throws IOException, InterruptedException;

  /** Called between two batches, for work that no caller waits for. */
  protected void tidy() throws IOException, InterruptedException {}

  /** Makes the current segment the older one, and begins a new one. */
  protected abstract void beginSegment() throws IOException, InterruptedException;

  /** Whether {@link #close} waits for the thread to end. */
  protected final boolean isClosing() {
    synchronized (queueLock) {
      return closing;
    }
  }

  @Override
  public final void start(Listener<T> listener) {
    this.listener = listener;
    showState();
    thread = new Thread(this::run, name + " journal");
    thread.start();
  }

  @Override
  public final void append(T entry) {
    synchronized (queueLock) {
      queue.add(entry);
      queueLock.notify();
    }
  }

  @Override
  public final CompletableFuture<Void> rotate() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (queueLock) {
      if (ended) {
        return CompletableFuture.failedFuture(new IOException(name + " is closed"));
      }
      rotation = done;
      queueLock.notify();
    }
    return done;
  }

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
  }

  private void run() {
    try {
      while (awaitWork()) {
        List<T> batch = takeBatch();
        if (!batch.isEmpty()) {
          long start = System.nanoTime();
          commit(batch);
          commits.observe(System.nanoTime() - start);
          batchRows.observe(batch.size());
          listener.durable(batch);
          tidy();
        }
        rotateIfWanted();
      }
      end();
    } catch (Throwable failure) {
      end();
      listener.failed(failure);
    }
  }

  private void end() {
    CompletableFuture<Void> lost;
    synchronized (queueLock) {
      ended = true;
      lost = rotation;
      rotation = null;
    }
    if (lost != null) {
      lost.completeExceptionally(new IOException(name + " is closed"));
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

  private void rotateIfWanted() throws IOException, InterruptedException {
    CompletableFuture<Void> wanted;
    synchronized (queueLock) {
      wanted = rotation;
      rotation = null;
    }
    if (wanted == null) {
      return;
    }
    try {
      beginSegment();
    } catch (IOException e) {
      wanted.completeExceptionally(e);
      throw e;
    }
    wanted.complete(null);
  }
}
