package frontend;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that read requests. As long as senders are quick, as many as there are cores do it
 * all and go from one request to the next: waking threads is the largest cost of a small request.
 * Once in {@link #PATIENCE_MILLIS} the pool grows by a thread for each that is held up by a slow
 * sender, and shrinks again when they are through.
 */
final class Readers extends ThreadPoolExecutor {
  private static final long PATIENCE_MILLIS = 10;
  private static final long KEEP_ALIVE_SECONDS = 5;

  private final int threads;
  private final AtomicInteger started = new AtomicInteger();
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(new Thread(task, "reader-watch")));

  private final class Reader extends Thread {
    /** When it took its request, by {@link System#nanoTime}. */
    private volatile long since;

    private volatile boolean busy;

    Reader(Runnable work) {
      super(work, "reader-" + started.incrementAndGet());
    }

    @Override
    public void run() {
      readers.add(this);
      try {
        super.run();
      } finally {
        readers.remove(this);
      }
    }

    boolean isHeldUp(long now) {
      return busy && now - since > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    }
  }

  /**
   * Starts no reader yet.
   *
   * @param threads that read, not counting those that are held up
   * @param most all together
   */
  Readers(int threads, int most) {
    super(threads, most, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    this.threads = threads;
    setThreadFactory(work -> daemon(new Reader(work)));
    watch.scheduleAtFixedRate(
        this::adjust, PATIENCE_MILLIS, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Thread thread) {
    thread.setDaemon(true);
    return thread;
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    Reader reader = (Reader) thread;
    reader.since = System.nanoTime();
    reader.busy = true;
  }

  @Override
  protected void afterExecute(Runnable task, Throwable failure) {
    ((Reader) Thread.currentThread()).busy = false;
  }

  private void adjust() {
    long now = System.nanoTime();
    long heldUp = readers.stream().filter(reader -> reader.isHeldUp(now)).count();
    int wanted = (int) Math.min(threads + heldUp, getMaximumPoolSize());
    if (wanted != getCorePoolSize()) {
      setCorePoolSize(wanted);
    }
  }

  /** Ends the threads, also those that read. */
  void close() {
    watch.shutdownNow();
    shutdownNow();
  }
}
