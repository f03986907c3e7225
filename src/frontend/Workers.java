package frontend;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The fixed pool: single threads, each with a bounded queue of its own, which it serves in order.
 * So requests of one client keep their order, and a slow one holds up only those that share its
 * worker. A client may take half of a queue, so that nobody shuts out those that share its worker.
 */
final class Workers {
  /** Of the worker that a thread is. */
  private static final ThreadLocal<Queue<?>> QUEUE = new ThreadLocal<>();

  private final Worker[] workers;

  private record Task(String client, Runnable work) implements Runnable {
    @Override
    public void run() {
      work.run();
    }
  }

  private static final class Worker extends ThreadPoolExecutor {
    private final int capacity;

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
      this.capacity = capacity;
      prestartCoreThread();
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
      QUEUE.set(getQueue());
    }

    boolean submitted(Task task) {
      int before = load.getAndIncrement();
      try {
        if (before <= capacity / 2 || waiting(task.client()) < capacity / 2) {
          execute(task);
          return true;
        }
      } catch (RejectedExecutionException e) {
        // The queue is full.
      }
      load.decrementAndGet();
      return false;
    }

    /** How many tasks of the client wait. */
    private long waiting(String client) {
      return getQueue().stream()
          .filter(task -> task instanceof Task other && other.client().equals(client))
          .count();
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

  /**
   * Gives a worker a task of a client, which must not throw; false if its queue is full, or half
   * full of that client's.
   */
  boolean submit(int worker, String client, Runnable work) {
    return workers[worker].submitted(new Task(client, work));
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

  /** How many work on a task. */
  int busy() {
    int busy = 0;
    for (Worker worker : workers) {
      busy += worker.getActiveCount();
    }
    return busy;
  }

  /** How many tasks wait, in all queues. */
  int waiting() {
    int waiting = 0;
    for (Worker worker : workers) {
      waiting += worker.getQueue().size();
    }
    return waiting;
  }

  /** On a worker: whether requests wait for the one in hand to be through. */
  boolean othersWait() {
    Queue<?> queue = QUEUE.get();
    return queue != null && !queue.isEmpty();
  }

  /** Ends the threads when they have done what is queued; does not wait for that. */
  void close() {
    for (Worker worker : workers) {
      worker.shutdown();
    }
  }
}
