package frontend;

import common.Log;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The fixed executor: threads that each serve one request at a time, in the order in which those
 * came to them. Each has a bounded queue of its own, so a slow client holds up only the clients
 * that share its worker.
 */
final class Workers {
  private static final Runnable END = () -> {};

  private final Worker[] workers;

  private static final class Worker extends Thread {
    private final BlockingQueue<Runnable> queue;

    /** Tasks that were taken on and are not done, the one that runs among them. */
    private final AtomicInteger load = new AtomicInteger();

    Worker(int number, int capacity) {
      super("worker-" + number);
      queue = new LinkedBlockingQueue<>(capacity);
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        Runnable task;
        while ((task = queue.take()) != END) {
          runTask(task);
          load.decrementAndGet();
        }
      } catch (InterruptedException e) {
        Log.info(getName() + " was interrupted and ends");
      }
    }

    private static void runTask(Runnable task) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        Log.error("a request failed outside its handler", e);
      }
    }

    boolean take(Runnable task) {
      load.incrementAndGet();
      boolean taken = queue.offer(task);
      if (!taken) {
        load.decrementAndGet();
      }
      return taken;
    }
  }

  /** Starts {@code count} threads whose queues hold {@code capacity} requests each. */
  Workers(int count, int capacity) {
    workers = new Worker[count];
    for (int i = 0; i < count; i++) {
      workers[i] = new Worker(i, capacity);
      workers[i].start();
    }
  }

  int count() {
    return workers.length;
  }

  /** Queues a task for a worker; false if its queue is full. */
  boolean submit(int worker, Runnable task) {
    return workers[worker].take(task);
  }

  /** An idle worker; where there is none, the one with the least to do. */
  int leastBusy() {
    int start = ThreadLocalRandom.current().nextInt(workers.length);
    int best = start;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < workers.length && least > 0; i++) {
      int candidate = (start + i) % workers.length;
      int load = workers[candidate].load.get();
      if (load < least) {
        best = candidate;
        least = load;
      }
    }
    return best;
  }

  /** Ends the threads when they have done what is queued; does not wait for that. */
  void close() {
    for (Worker worker : workers) {
      if (!worker.queue.offer(END)) {
        worker.interrupt();
      }
    }
  }
}
