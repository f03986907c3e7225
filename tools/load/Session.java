package load;

import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/**
 * One client: sends what its script says, when the schedule says so, and notes how long it took.
 * Runs wholly on its event loop.
 */
final class Session implements Connection.Listener {
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final long NEVER = Long.MAX_VALUE;

  private enum Stage {
    LOAD,
    WAITS_FOR_OTHERS,
    CHECKS,
    FINISHED
  }

  private final EventLoop loop;
  private final Schedule schedule;
  private final Script script;
  private final Recorder recorder;
  private final Connection connection;
  private final RequestBuffer request = new RequestBuffer();
  private final long timeout;

  private Stage stage = Stage.LOAD;
  private Operation operation = Operation.QUERY;
  private long arrival;
  private long start;
  private long deadline = NEVER;
  private long counted;
  private long pause = FIRST_PAUSE;
  private boolean connecting;

  /** The event loop's: when to call {@link #wake}. */
  long wakeAt;

  Session(EventLoop loop, Script script, LoadOptions options, long firstArrival) {
    this.loop = loop;
    this.schedule = loop.schedule();
    this.script = script;
    this.recorder = loop.recorder();
    this.connection = new Connection(options.address(), this);
    this.timeout = options.timeoutNanos();
    this.arrival = firstArrival;
  }

  /** The load begins. */
  void begin() {
    wakeAt(arrival);
  }

  /** The time that was given to {@link EventLoop#wake} has come. */
  void wake() {
    nextRequest();
  }

  /** All clients are past the load. */
  void beginChecks() {
    if (stage == Stage.WAITS_FOR_OTHERS) {
      stage = Stage.CHECKS;
      script.beginChecks();
      nextRequest();
    }
  }

  boolean isFinished() {
    return stage == Stage.FINISHED;
  }

  /** It is this client's turn to connect, which {@link EventLoop#connect} asked for. */
  void connect(Selector selector) {
    connecting = true;
    deadline = schedule.now() + timeout;
    connection.open(selector);
  }

  /** Gives the request in work up if it takes too long. */
  void watch(long now) {
    if (now >= deadline) {
      connection.timeOut();
    }
  }

  void close() {
    connection.close();
  }

  private void nextRequest() {
    if (stage == Stage.LOAD && isOver()) {
      stage = Stage.WAITS_FOR_OTHERS;
      loop.arrived();
      return;
    }
    request.clear();
    Operation next = script.next(request);
    if (next == null) {
      stage = Stage.FINISHED;
      connection.close();
      return;
    }
    operation = next;
    start = schedule.isOpenLoop() && stage == Stage.LOAD ? arrival : schedule.now();
    if (connection.isOpen()) {
      send();
    } else {
      loop.connect(this);
    }
  }

  private void send() {
    deadline = schedule.now() + timeout;
    connection.send(request.flip());
  }

  private boolean isOver() {
    long now = schedule.now();
    if (now < schedule.measureTo()) {
      return counted >= schedule.requests();
    }
    if (schedule.isOpenLoop()) {
      long late = schedule.measureTo() - Math.max(arrival, schedule.measureFrom());
      long arrivals = (late + schedule.period() - 1) / schedule.period();
      recorder.recordUnsent(operation, Math.max(0, arrivals));
    }
    return true;
  }

  @Override
  public void connected() {
    connecting = false;
    loop.connecting(-1);
    if (!schedule.isOpenLoop()) {
      start = schedule.now();
    }
    send();
  }

  @Override
  public void replied(ReplyParser reply) {
    long now = schedule.now();
    Outcome outcome;
    try {
      outcome = script.answered(reply);
    } catch (WrongReplyException e) {
      wrong(e.getMessage(), connection.received());
      return;
    }
    ended(outcome, now);
  }

  @Override
  public void lost(Outcome why) {
    if (connecting) {
      connecting = false;
      loop.connecting(-1);
    }
    script.unanswered();
    ended(why, schedule.now());
  }

  @Override
  public void wrong(String reason, String received) {
    loop.fail(new WrongReply(reason, request.toString(), received));
  }

  private void ended(Outcome outcome, long now) {
    deadline = NEVER;
    recorder.record(operation, outcome, start, now);
    if (stage == Stage.LOAD) {
      counted += start >= schedule.measureFrom() ? 1 : 0;
      arrival += schedule.period();
    }
    wakeAt(nextStart(outcome, now));
  }

  // Wakes no later than the end of the load, however long the pause.
  private void wakeAt(long time) {
    if (time <= schedule.now()) {
      nextRequest();
    } else {
      loop.wake(this, stage == Stage.LOAD ? Math.min(time, schedule.measureTo()) : time);
    }
  }

  private long nextStart(Outcome outcome, long now) {
    boolean troubled = !outcome.isSuccess() && outcome != Outcome.NO_STOCK;
    long wait = troubled ? pause : 0;
    pause = troubled ? Math.min(LONGEST_PAUSE, 2 * pause) : FIRST_PAUSE;
    if (stage == Stage.CHECKS) {
      return now + wait;
    }
    if (schedule.isOpenLoop()) {
      return outcome == Outcome.BUSY ? arrival : Math.max(arrival, now + wait);
    }
    return now + Math.max(wait, schedule.think());
  }
}
