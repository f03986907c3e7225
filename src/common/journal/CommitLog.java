package common.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

/**
 * The commit protocol of all services: an entry is <em>decided</em> and appended by its owner, then
 * <em>durable</em>, then <em>published</em> to readers and callers; or the journal fails, and its
 * outcome is unknown. Nobody sees an entry that a crash could still undo.
 *
 * <p>The owner's write lock is held to decide and to publish, never while an entry is made durable.
 * Entries are published in the order in which they were decided.
 *
 * @param <T> an entry
 */
public final class CommitLog<T> implements Journal.Listener<T> {
  /** Those who must hear of a batch before it is published, if there are any. */
  public interface Audience<T> {
    /**
     * The batch is durable and about to be published. Called in the order of the batches, by a
     * thread that must not wait.
     *
     * @return completed when nobody can show the state before the batch any more
     */
    CompletableFuture<Void> announce(List<T> batch);

    /** The batch is published. Called in the order of the batches. */
    void published(List<T> batch);

    /** Nobody: a batch is published as soon as it is durable. */
    static <T> Audience<T> none() {
      return new Audience<>() {
        @Override
        public CompletableFuture<Void> announce(List<T> batch) {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public void published(List<T> batch) {
          // Nobody listens.
        }
      };
    }
  }

  private record Batch<T>(List<T> entries, CompletableFuture<Void> announced) {}

  private final Lock ownersLock;
  private final Journal<T> journal;
  private final Consumer<T> publish;
  private final Audience<T> audience;
  private final Consumer<Throwable> fatal;

  /** In the order of the journal; guarded by the owner's lock. */
  private final ArrayDeque<CompletableFuture<Boolean>> pending = new ArrayDeque<>();

  private boolean failed;

  /** Durable, announced and not yet published; guarded by itself. */
  private final ArrayDeque<Batch<T>> batches = new ArrayDeque<>();

  private final Object publishing = new Object();

  /**
   * @param ownersLock the owner's write lock
   * @param publish makes one entry visible; called under the lock, in the order of the entries
   * @param fatal is told once when the journal has failed: the process must end
   */
  public CommitLog(
      Lock ownersLock,
      Journal<T> journal,
      Consumer<T> publish,
      Audience<T> audience,
      Consumer<Throwable> fatal) {
    this.ownersLock = ownersLock;
    this.journal = journal;
    this.publish = publish;
    this.audience = audience;
    this.fatal = fatal;
  }

  /** Starts the journal's thread. */
  public void start() {
    journal.start(this);
  }

  /**
   * Appends an entry; called under the owner's lock, which so decides the order.
   *
   * @return completed with true when the entry is published, with false if the journal failed and
   *     nobody can say whether the entry is durable
   */
  public CompletableFuture<Boolean> append(T entry) {
    if (failed) {
      return CompletableFuture.completedFuture(false);
    }
    CompletableFuture<Boolean> published = new CompletableFuture<>();
    pending.add(published);
    journal.append(entry);
    return published;
  }

  /** Entries that are not published yet; called under the owner's lock. */
  public int pending() {
    return pending.size();
  }

  /** Whether the journal has failed; called under the owner's lock. */
  public boolean hasFailed() {
    return failed;
  }

  @Override
  public void durable(List<T> entries) {
    CompletableFuture<Void> announced = audience.announce(entries);
    synchronized (batches) {
      batches.add(new Batch<>(entries, announced));
    }
    announced.thenRun(this::publishReady);
  }

  private void publishReady() {
    // One batch after the other, whichever threads bring the news that they are ready.
    synchronized (publishing) {
      Batch<T> next;
      while ((next = nextReady()) != null) {
        List<CompletableFuture<Boolean>> done = publish(next.entries());
        if (!done.isEmpty()) {
          audience.published(next.entries());
          done.forEach(published -> published.complete(true));
        }
      }
    }
  }

  private Batch<T> nextReady() {
    synchronized (batches) {
      Batch<T> next = batches.peek();
      return next != null && next.announced().isDone() ? batches.poll() : null;
    }
  }

  /** Returns the entries' futures; none if the journal has failed meanwhile. */
  private List<CompletableFuture<Boolean>> publish(List<T> entries) {
    List<CompletableFuture<Boolean>> done = new ArrayList<>(entries.size());
    ownersLock.lock();
    try {
      if (failed) {
        return done;
      }
      for (T entry : entries) {
        publish.accept(entry);
        done.add(pending.remove());
      }
    } finally {
      ownersLock.unlock();
    }
    return done;
  }

  @Override
  public void failed(Throwable failure) {
    List<CompletableFuture<Boolean>> lost;
    ownersLock.lock();
    try {
      failed = true;
      lost = List.copyOf(pending);
      pending.clear();
    } finally {
      ownersLock.unlock();
    }
    lost.forEach(published -> published.complete(false));
    fatal.accept(failure);
  }
}
