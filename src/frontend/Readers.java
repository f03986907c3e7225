package frontend;

import common.process.Log;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads that read requests. As long as senders are quick, a few threads do it all, and go
 * from one request to the next without being woken for each: waking threads is the largest cost of
 * a small request. A thread that is held up by a slow sender no longer counts, and another one
 * takes its place, so that the slow sender holds up the others for some milliseconds and not more.
 */
final class Readers implements Executor {
  private static final long PATIENCE_MILLIS = 5;

  private final int most;
  private final int atOnce;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition watch = lock.newCondition();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<Reader> readers = new ArrayList<>();

  /** Readers that wait for work and were not called. */
  private int idle;

  /** Readers that were called and have not noticed yet. */
  private int calls;

  /** Readers that were called, or read, and are not held up. */
  private int active;

  private boolean watching;
  private boolean closed;

  /** A reader's state is guarded by the lock. */
  private final class Reader extends Thread {
    private long since;
    private boolean reading;
    private boolean heldUp;

    Reader(int number) {
      super("reader-" + number);
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        Runnable task;
        while ((task = next(this)) != null) {
          runTask(task);
        }
      } catch (InterruptedException e) {
        interrupt();
      }
    }

    private static void runTask(Runnable task) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        Log.error("a request could not be read", e);
      }
    }
  }

  /**
   * Starts no thread yet.
   *
   * @param most threads there can be, and so slow senders before the others must wait for them
   * @param atOnce threads that read at a time, not counting those that are held up
   */
  Readers(int most, int atOnce) {
    this.most = most;
    this.atOnce = atOnce;
    Thread watcher = new Thread(this::watch, "reader-watch");
    watcher.setDaemon(true);
    watcher.start();
  }

  @Override
  public void execute(Runnable task) {
    lock.lock();
    try {
      tasks.add(task);
      callReaders();
    } finally {
      lock.unlock();
    }
  }

  /** Calls a reader if there is work for it; else has the watcher look after those that read. */
  private void callReaders() {
    if (active < atOnce) {
      if (idle > 0) {
        idle--;
        active++;
        calls++;
        work.signal();
      } else if (readers.size() < most && !closed) {
        active++;
        Reader reader = new Reader(readers.size() + 1);
        readers.add(reader);
        reader.start();
      }
    } else if (!watching) {
      watching = true;
      watch.signal();
    }
  }

  /** The reader's next task, or null at the end. */
  private Runnable next(Reader reader) throws InterruptedException {
    lock.lock();
    try {
      if (reader.heldUp) {
        reader.heldUp = false;
        active++;
      }
      reader.reading = false;
      while (tasks.isEmpty() && !closed) {
        active--;
        idle++;
        awaitCall();
      }
      reader.reading = true;
      reader.since = System.nanoTime();
      return tasks.poll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitCall() throws InterruptedException {
    while (calls == 0 && !closed) {
      work.await();
    }
    calls--;
  }

  private void watch() {
    lock.lock();
    try {
      while (!closed) {
        if (tasks.isEmpty()) {
          watching = false;
          watch.await();
        } else {
          watch.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
          replaceHeldUp();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void replaceHeldUp() {
    long oldest = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    for (Reader reader : readers) {
      if (reader.reading && !reader.heldUp && reader.since < oldest) {
        reader.heldUp = true;
        active--;
      }
    }
    int waiting = tasks.size();
    for (int i = 0; i < waiting && active < atOnce; i++) {
      callReaders();
    }
  }

  /** Ends the threads. */
  void close() {
    lock.lock();
    try {
      closed = true;
      watch.signal();
      readers.forEach(Thread::interrupt);
    } finally {
      lock.unlock();
    }
  }
}
