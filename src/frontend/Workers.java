package frontend;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The fixed pool: single threads, each with a bounded queue of its own, which it serves in order.
 * So requests of one client keep their order, and a slow one holds up only those that share its
 * worker.
 */
final class Workers {
  private final Worker[] workers;

  private static final class Worker extends ThreadPoolExecutor {
    /** The task in hand and those in the queue. */
    private final AtomicInteger load = new AtomicInteger();

    Worker(int number, int capacity) {
      super(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(capacity),
          task -> {
            Thread thread = new Thread(task, "worker-" + number);
            thread.setDaemon(true);
            return thread;
          });
      prestartCoreThread();
    }

    boolean submitted(Runnable task) {
      load.incrementAndGet();
      try {
        execute(task);
        return true;
      } catch (RejectedExecutionException e) {
        load.decrementAndGet();
        return false;
      }
    }

    @Override
    protected void afterExecute(Runnable task, Throwable failure) {
      load.decrementAndGet();
    }
  }

  /** Starts {@code count} threads; each holds {@code capacity} tasks beside the one in hand. */
  Workers(int count, int capacity) {
    workers = new Worker[count];
    for (int i = 0; i < count; i++) {
      workers[i] = new Worker(i, capacity);
    }
  }

  int count() {
    return workers.length;
  }

  /** Gives a worker a task, which must not throw; false if its queue is full. */
  boolean submit(int worker, Runnable task) {
    return workers[worker].submitted(task);
  }

  /**
   * An idle worker; where there is none, the one with the least to do. It is the first one, so that
   * in quiet times a few workers do everything: waking a thread that has slept for long costs more
   * than the request.
   */
  int leastBusy() {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < workers.length && least > 0; i++) {
      int load = workers[i].load.get();
      if (load < least) {
        best = i;
        least = load;
      }
    }
    return best;
  }

  /** Ends the threads when they have done what is queued; does not wait for that. */
  void close() {
    for (Worker worker : workers) {
      worker.shutdown();
    }
  }
}
