package frontend;

import common.process.Log;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that read requests. As long as senders are quick, as many as there are cores do it
 * all and go from one request to the next: waking threads is the largest cost of a small request.
 * The pool grows by a thread for each that is held up by a slow sender, and shrinks again when they
 * are through. When it can hardly grow any more, the slowest senders are cut off.
 */
final class Readers extends ThreadPoolExecutor {
  /** In looks: who is held up, and who may be cut off. */
  private static final int HELD_UP = 2;

  private static final int SLOW = 5;
  private static final long KEEP_ALIVE_SECONDS = 5;
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int threads;
  private final int spare;
  private final AtomicInteger started = new AtomicInteger();

  private int unreported;
  private long reportedAt = System.nanoTime();

  /** Those that read now. */
  private final Map<Thread, ClientWait> reading = new ConcurrentHashMap<>();

  /**
   * Starts no reader yet; {@link #look} must be called every 10 ms.
   *
   * @param threads that read, not counting those that are held up
   * @param most all together
   * @param waiting requests that may wait for a reader; the connections of others are ended
   */
  Readers(int threads, int most, int waiting) {
    super(threads, most, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting));
    this.threads = threads;
    this.spare = Math.max(1, most / 8);
    setThreadFactory(
        work -> {
          Thread reader = new Thread(work, "reader-" + started.incrementAndGet());
          reader.setDaemon(true);
          return reader;
        });
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    reading.put(thread, new ClientWait());
  }

  @Override
  protected void afterExecute(Runnable task, Throwable failure) {
    reading.remove(Thread.currentThread()).end();
  }

  /** A look of the watch: replaces the readers that are held up. */
  void look() {
    List<ClientWait> heldUp =
        reading.values().stream()
            .filter(client -> client.look() >= HELD_UP)
            .sorted(Comparator.comparingInt(ClientWait::looks).reversed())
            .toList();
    int most = getMaximumPoolSize();
    int wanted = Math.min(threads + heldUp.size(), most);
    if (wanted != getCorePoolSize()) {
      setCorePoolSize(wanted);
    }
    int tooMany = heldUp.size() - (most - spare);
    List<ClientWait> slowest =
        heldUp.stream()
            .limit(tooMany > 0 ? Math.max(tooMany, getQueue().size()) : 0)
            .filter(client -> client.looks() >= SLOW)
            .toList();
    slowest.forEach(ClientWait::cutShort);
    report(slowest.size());
  }

  private void report(int cutOff) {
    long now = System.nanoTime();
    unreported += cutOff;
    if (unreported > 0 && now - reportedAt > REPORT_NANOS) {
      Log.warn("too many slow senders: the slowest " + unreported + " were cut off");
      unreported = 0;
      reportedAt = now;
    }
  }

  /** Ends the threads, also those that read. */
  void close() {
    shutdownNow();
  }
}
