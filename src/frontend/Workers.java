package frontend;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The fixed pool: single threads, each with its clients, which it serves in order. A worker does
 * not wait for the services: while one request waits for its answer, the worker serves those of
 * other clients, and comes back to it. So a few workers are enough, and under load they are awake
 * anyway; waking a thread twice for each request would cost more than the request.
 *
 * <p>A worker holds a bounded number of requests. A client may take half of that, so that nobody
 * shuts out those that share its worker.
 */
final class Workers {
  /** A request: begun and ended by the same worker. Neither may throw. */
  interface Task {
    /** Requests of one client are served one after the other. */
    String client();

    /** What it is answered with, now or when the services have answered. */
    CompletableFuture<Reply> begin();

    void end(Reply reply);
  }

  private final Worker[] workers;

  private static final class Worker extends ThreadPoolExecutor {
    private final int capacity;

    /** Tasks that are submitted and have not ended; of all clients, and of each. */
    private final AtomicInteger load = new AtomicInteger();

    private final Map<String, Integer> loadOfClient = new ConcurrentHashMap<>();

    /**
     * The clients with a task that waits for the services, and their later tasks. Used by this
     * worker's thread alone.
     */
    private final Map<String, Deque<Task>> later = new HashMap<>();

    Worker(int number, int capacity) {
      super(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread thread = new Thread(task, "worker-" + number);
            thread.setDaemon(true);
            return thread;
          });
      this.capacity = capacity;
      prestartCoreThread();
    }

    boolean submitted(Task task) {
      int all = load.incrementAndGet();
      int ofClient = loadOfClient.merge(task.client(), 1, Integer::sum);
      if (all > capacity || ofClient > capacity / 2) {
        leave(task);
        return false;
      }
      execute(() -> arrive(task));
      return true;
    }

    private void leave(Task task) {
      load.decrementAndGet();
      loadOfClient.computeIfPresent(task.client(), (client, n) -> n == 1 ? null : n - 1);
    }

    private void arrive(Task task) {
      Deque<Task> waiting = later.get(task.client());
      if (waiting == null) {
        serve(task);
      } else {
        waiting.add(task);
      }
    }

    /** Serves a task, and then those of its client that wait, up to the first that has to wait. */
    private void serve(Task first) {
      for (Task task = first; task != null; task = next(task.client())) {
        CompletableFuture<Reply> reply = task.begin();
        if (!reply.isDone()) {
          Task begun = task;
          later.computeIfAbsent(task.client(), client -> new ArrayDeque<>());
          reply.thenAccept(answer -> execute(() -> resume(begun, answer)));
          return;
        }
        end(task, reply.join());
      }
    }

    private void resume(Task task, Reply reply) {
      end(task, reply);
      serve(next(task.client()));
    }

    private void end(Task task, Reply reply) {
      try {
        task.end(reply);
      } finally {
        leave(task);
      }
    }

    private Task next(String client) {
      Deque<Task> waiting = later.get(client);
      Task next = waiting == null ? null : waiting.poll();
      if (next == null) {
        later.remove(client);
      }
      return next;
    }
  }

  /** Starts {@code count} threads; each holds {@code capacity} tasks. */
  Workers(int count, int capacity) {
    workers = new Worker[count];
    for (int i = 0; i < count; i++) {
      workers[i] = new Worker(i, capacity);
    }
  }

  int count() {
    return workers.length;
  }

  /** Gives a worker a task; false if it holds too many, or too many of that client. */
  boolean submit(int worker, Task task) {
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

  /** How many are at work now. */
  int busy() {
    int busy = 0;
    for (Worker worker : workers) {
      busy += worker.getActiveCount();
    }
    return busy;
  }

  /** How many tasks there are, waiting for a worker, for a service, or being worked on. */
  int tasks() {
    int tasks = 0;
    for (Worker worker : workers) {
      tasks += worker.load.get();
    }
    return tasks;
  }

  /** Ends the threads when they have done what is queued; does not wait for that. */
  void close() {
    for (Worker worker : workers) {
      worker.shutdown();
    }
  }
}
