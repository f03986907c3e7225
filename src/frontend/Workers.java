package frontend;

import common.process.Log;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The fixed executor: threads that each serve one request at a time, in the order in which those
 * came to them. Each has a bounded queue of its own, so a slow client holds up only the clients
 * that share its worker.
 *
 * <p>A task has two halves. The first asks others for what the task needs; the second waits for
 * that and does the rest, on the worker. Where the worker has nothing else in hand, whoever submits
 * the task also does its first half, and the worker is woken when there is something to do: once
 * per task instead of twice.
 */
final class Workers {
  /** What a worker does; used by one thread at a time. */
  interface Task {
    /**
     * The first half: must not wait, nor throw.
     *
     * @param whenReady to be called, by any thread, when {@link #finish} need no longer wait
     */
    void begin(Runnable whenReady);

    /** The second half, on the worker's thread. */
    void finish();
  }

  private final Worker[] workers;

  private static final class Entry {
    private final Task task;
    private final boolean begunEarly;
    private volatile boolean ready;

    Entry(Task task, boolean begunEarly) {
      this.task = task;
      this.begunEarly = begunEarly;
    }
  }

  private static final class Worker extends Thread {
    private final int capacity;
    private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();

    /** Tasks that were taken on and are not done. Whoever raises it from 0 begins its task. */
    private final AtomicInteger load = new AtomicInteger();

    private volatile boolean closed;

    Worker(int number, int capacity) {
      super("worker-" + number);
      this.capacity = capacity;
      setDaemon(true);
    }

    boolean take(Task task) {
      int before = load.getAndIncrement();
      if (before > capacity) {
        load.decrementAndGet();
        return false;
      }
      Entry entry = new Entry(task, before == 0);
      queue.add(entry);
      if (entry.begunEarly) {
        begin(task, () -> ready(entry));
      }
      return true;
    }

    /** The second half follows whatever happens in the first: it is what answers. */
    private static void begin(Task task, Runnable whenReady) {
      try {
        task.begin(whenReady);
      } catch (RuntimeException | Error e) {
        Log.error("a request could not be begun", e);
        whenReady.run();
      }
    }

    private void ready(Entry entry) {
      entry.ready = true;
      LockSupport.unpark(this);
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // The yield is for the few instructions in take().
    public void run() {
      while (!closed || load.get() > 0) {
        Entry next = queue.peek();
        if (next == null && load.get() > 0) {
          // Counted, and about to be queued.
          Thread.yield();
        } else if (next == null || next.begunEarly && !next.ready) {
          LockSupport.park(this);
        } else {
          queue.remove();
          run(next);
          load.decrementAndGet();
        }
      }
    }

    private static void run(Entry entry) {
      try {
        if (!entry.begunEarly) {
          begin(entry.task, () -> {});
        }
        entry.task.finish();
      } catch (RuntimeException | Error e) {
        Log.error("a request failed outside its handler", e);
      }
    }
  }

  /** Starts {@code count} threads; beside the task in hand each holds {@code capacity} more. */
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

  /** Gives a worker a task; false if its queue is full. */
  boolean submit(int worker, Task task) {
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
      worker.closed = true;
      LockSupport.unpark(worker);
    }
  }
}
