package verify;

import common.journal.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Appends what another journal has, so many entries at a time as fit in memory. */
final class JournalCopy<T> implements Journal.Replay<T>, Journal.Listener<T> {
  private static final int MAX_WAITING = 20_000;

  private final Journal<T> target;
  private final Semaphore room = new Semaphore(MAX_WAITING);
  private volatile Throwable failure;

  JournalCopy(Journal<T> target) {
    this.target = target;
    target.start(this);
  }

  @Override
  public void entry(T entry) {
    room.acquireUninterruptibly();
    checkFailure();
    target.append(entry);
  }

  @Override
  public void nextSegment() {
    awaitDurable();
    target.rotate().join();
  }

  /** Returns when all entries so far are durable. */
  void awaitDurable() {
    room.acquireUninterruptibly(MAX_WAITING);
    checkFailure();
    room.release(MAX_WAITING);
  }

  private void checkFailure() {
    if (failure != null) {
      throw new UncheckedIOException(new IOException("the copy failed", failure));
    }
  }

  @Override
  public void durable(List<T> batch) {
    room.release(batch.size());
  }

  @Override
  public void failed(Throwable cause) {
    failure = cause;
    room.release(2 * MAX_WAITING);
  }
}
