package common.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A journal whose entries become durable when the test says so. */
public final class HeldJournal<T> implements Journal<T> {
  private final List<T> queued = new ArrayList<>();
  private Listener<T> listener;

  /** What waits. */
  public List<T> queued() {
    return queued;
  }

  @Override
  public void start(Listener<T> listener) {
    this.listener = listener;
  }

  @Override
  public void append(T entry) {
    queued.add(entry);
  }

  /** Takes what waits as one batch, which is not durable yet. */
  public List<T> take() {
    List<T> batch = List.copyOf(queued);
    queued.clear();
    return batch;
  }

  /** A batch that was taken is durable. */
  public void durable(List<T> batch) {
    listener.durable(batch);
  }

  /** Makes all durable that waits. */
  public void force() {
    durable(take());
  }

  /** The journal fails. */
  public void fail() {
    listener.failed(new IOException("broken"));
  }

  @Override
  public CompletableFuture<Void> rotate() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long rows() {
    return 0;
  }

  @Override
  public void close() {}
}
