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
  // Listen queues are short (50 in the JDK's server): more at once would be dropped and wait 1 s.
  private static final int MAX_CONNECTING = 32;
  // A parked thread of an ordinary Linux comes back this much late, so shorter waits are spun.
  private static final long PARK_LATE = 80_000;

  private final LoadRun run;
  private final Schedule schedule;
  private final Gate gate;
  private final Recorder recorder;
  private final Selector selector;
  private final List<Session> sessions = new ArrayList<>();
  private final PriorityQueue<Session> timers =
      new PriorityQueue<>(Comparator.comparingLong(session -> session.wakeAt));
  private final Queue<Session> toConnect = new ArrayDeque<>();
  private final Consumer<SelectionKey> onReady = key -> ((Connection) key.attachment()).ready();
  private int connecting;
  private long nextSweep;
  private boolean checking;

  EventLoop(LoadRun run, Schedule schedule, Gate gate) throws IOException {
    this.run = run;
    this.schedule = schedule;
    this.gate = gate;
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
  void add(Session session) {
    sessions.add(session);
  }

  @Override
  public void run() {
    try (selector) {
      sessions.forEach(Session::begin);
      while (!run.isOver() && !sessions.isEmpty()) {
        turn();
      }
    } catch (IOException | RuntimeException e) {
      run.broken(e);
    } finally {
      sessions.forEach(Session::close);
    }
  }

  /** Another thread has something for this loop to notice. */
  void wakeUp() {
    selector.wakeup();
  }

  /** Calls {@link Session#wake} at this time. */
  void wake(Session session, long at) {
    session.wakeAt = at;
    timers.add(session);
  }

  /** Calls {@link Session#connect} as soon as not too many others are connecting. */
  void connect(Session session) {
    toConnect.add(session);
  }

  /** A connection was opened, or could not be. */
  void connecting(int change) {
    connecting += change;
  }

  /** A client is past the load. */
  void arrived() {
    if (gate.arrive()) {
      run.wakeUpAll();
    }
  }

  void fail(WrongReply wrong) {
    run.fail(wrong);
  }

  private void turn() throws IOException {
    while (!timers.isEmpty() && timers.peek().wakeAt <= schedule.now()) {
      timers.poll().wake();
    }
    while (connecting < MAX_CONNECTING && !toConnect.isEmpty()) {
      connecting++;
      toConnect.poll().connect(selector);
    }
    await();
    if (schedule.now() >= nextSweep) {
      sweep();
    }
    if (!checking && gate.isOpen()) {
      checking = true;
      sessions.forEach(Session::beginChecks);
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
    sessions.forEach(session -> session.watch(now));
    sessions.removeIf(Session::isFinished);
  }
}
