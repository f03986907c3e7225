package frontend;

import common.process.Log;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
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
 * The pool grows by a thread for each that is held up by a slow sender, and by more while requests
 * wait; it shrinks again when they are through. When it can hardly grow any more, slow senders are
 * cut off: those of the address that has most of them first, and among these the slowest.
 */
final class Readers extends ThreadPoolExecutor {
  /** In looks: who is held up, and who may be cut off. */
  private static final int HELD_UP = 2;

  private static final int SLOW = 10;
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

  /** On a reader: who sends what it reads. The JDK's server tells that when the head has come. */
  void readsFrom(InetAddress address) {
    ClientWait client = reading.get(Thread.currentThread());
    if (client != null) {
      client.isAt(address);
    }
  }

  /** A look of the watch: replaces the readers that are held up. */
  void look() {
    List<ClientWait> heldUp =
        reading.values().stream().filter(client -> client.look() >= HELD_UP).toList();
    int waiting = getQueue().size();
    // Twice as many each time while requests wait: slow senders may wait in front of others.
    int more = waiting > 0 ? 2 * heldUp.size() : heldUp.size();
    int wanted = Math.min(threads + more, getMaximumPoolSize());
    if (wanted != getCorePoolSize()) {
      setCorePoolSize(wanted);
    }
    int tooMany = heldUp.size() - (getMaximumPoolSize() - spare);
    if (tooMany > 0) {
      // Not all at once: on a busy machine also some that are not slow would look so.
      cutOff(heldUp, Math.max(tooMany, Math.min(waiting, spare)));
    }
    report();
  }

  private void cutOff(List<ClientWait> heldUp, int count) {
    Map<InetAddress, Integer> ofAddress = new HashMap<>();
    heldUp.forEach(client -> ofAddress.merge(client.address(), 1, Integer::sum));
    heldUp.stream()
        .sorted(
            Comparator.<ClientWait>comparingInt(client -> ofAddress.get(client.address()))
                .thenComparingInt(ClientWait::looks)
                .reversed())
        .limit(count)
        .filter(client -> client.looks() >= SLOW)
        .forEach(
            client -> {
              client.cutShort();
              unreported++;
            });
  }

  private void report() {
    long now = System.nanoTime();
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
