package load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One thread that carries the connections and the timers of many clients. */
final class EventLoop implements Runnable {
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SWEEP_EVERY = 100 * MILLISECOND;
  // Listen queues are short (50 in the JDK's server): a connection beyond that would wait 1 s.
  private static final int MAX_CONNECTING = 32;
  // Linux wakes a parked thread about this late, so shorter waits are spun.
  private static final long PARK_LATE = 80_000;

  private final LoadRun run;
  private final Schedule schedule;
  private final Recorder recorder;
  private final Selector selector;
  private final List<Client> clients = new ArrayList<>();
  private final PriorityQueue<Client> timers =
      new PriorityQueue<>(Comparator.comparingLong(client -> client.wakeAt));
  private final Queue<Client> toConnect = new ArrayDeque<>();
  private final Consumer<SelectionKey> onReady =
      key -> ((ClientConnection) key.attachment()).ready();
  private int connecting;
  private long nextSweep;
  private boolean checking;

  EventLoop(LoadRun run, Schedule schedule) throws IOException {
    this.run = run;
    this.schedule = schedule;
    this.recorder = new Recorder(schedule);
    this.selector = Selector.open();
  }

  Schedule schedule() {
    return schedule;
  }

  Recorder recorder() {
    return recorder;
  }

  /** Before the loop runs. */
  void add(Client client) {
    clients.add(client);
  }

  @Override
  public void run() {
    try (selector) {
      clients.forEach(Client::begin);
      while (!run.isOver() && !clients.isEmpty()) {
        turn();
      }
    } catch (IOException | RuntimeException e) {
      run.broken(e);
    } finally {
      clients.forEach(Client::close);
    }
  }

  /** Another thread has something for this loop to notice. */
  void wakeUp() {
    selector.wakeup();
  }

  /** Calls {@link Client#nextRequest} at this time. */
  void wake(Client client, long at) {
    client.wakeAt = at;
    timers.add(client);
  }

  /** Calls {@link Client#connect} as soon as not too many others are connecting. */
  void connect(Client client) {
    toConnect.add(client);
  }

  /** A connection that was to be opened is, or could not be. */
  void connected() {
    connecting--;
  }

  /** A client is past the load. */
  void arrived() {
    run.arrived();
  }

  void fail(WrongReply wrong) {
    run.fail(wrong);
  }

  private void turn() throws IOException {
    while (!timers.isEmpty() && timers.peek().wakeAt <= schedule.now()) {
      timers.poll().nextRequest();
    }
    while (connecting < MAX_CONNECTING && !toConnect.isEmpty()) {
      connecting++;
      toConnect.poll().connect(selector);
    }
    await();
    if (schedule.now() >= nextSweep) {
      sweep();
    }
    if (!checking && run.allArrived()) {
      checking = true;
      clients.forEach(Client::beginChecks);
    }
  }

  private void await() throws IOException {
    long timer = timers.isEmpty() ? Long.MAX_VALUE : timers.peek().wakeAt;
    long wait = Math.min(timer, nextSweep) - schedule.now();
    boolean precise = schedule.isOpenLoop() && !checking;
    if (wait <= 0 || connecting < MAX_CONNECTING && !toConnect.isEmpty()) {
      selector.selectNow(onReady);
    } else if (wait >= MILLISECOND || !precise) {
      selector.select(onReady, Math.max(1, wait / MILLISECOND));
    } else if (selector.selectNow(onReady) == 0 && wait > PARK_LATE) {
      LockSupport.parkNanos(1);
    } else {
      Thread.onSpinWait();
    }
  }

  private void sweep() {
    long now = schedule.now();
    nextSweep = now + SWEEP_EVERY;
    clients.forEach(client -> client.watch(now));
    clients.removeIf(Client::isFinished);
  }
}
