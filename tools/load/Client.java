package load;

import http.Reply;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/**
 * One client: sends what its script says, when the schedule says so, and notes how long it took.
 * Runs wholly on its event loop.
 */
final class Client {
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MAX_PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final long NEVER = Long.MAX_VALUE;

  private enum Stage {
    LOAD,
    WAITS_FOR_OTHERS,
    CHECKS,
    FINISHED
  }

  private final EventLoop loop;
  private final Schedule schedule;
  private final Recorder recorder;
  private final Script script;
  private final ClientConnection connection;
  private final long timeout;

  private Stage stage = Stage.LOAD;
  private Script.Request request = new Script.Request(Operation.QUERY, "");
  private long arrival;
  private long start;
  private long deadline = NEVER;
  private long counted;
  private long pause = FIRST_PAUSE;
  private boolean connecting;

  /** The event loop's: when to call {@link #nextRequest}. */
  long wakeAt;

  Client(EventLoop loop, Script script, LoadOptions options, long firstArrival) {
    this.loop = loop;
    this.schedule = loop.schedule();
    this.recorder = loop.recorder();
    this.script = script;
    this.connection = new ClientConnection(options.address(), this);
    this.timeout = options.timeoutNanos();
    this.arrival = firstArrival;
  }

  /** The load begins. */
  void begin() {
    wakeAt(arrival);
  }

  /** Its time has come, or the reply before it. */
  void nextRequest() {
    if (stage == Stage.LOAD && isOver()) {
      stage = Stage.WAITS_FOR_OTHERS;
      loop.arrived();
      return;
    }
    Script.Request next = script.next();
    if (next == null) {
      stage = Stage.FINISHED;
      connection.close();
      return;
    }
    request = next;
    start = schedule.isOpenLoop() && stage == Stage.LOAD ? arrival : schedule.now();
    if (connection.isOpen()) {
      send();
    } else {
      loop.connect(this);
    }
  }

  private boolean isOver() {
    if (schedule.now() < schedule.measureTo()) {
      return counted >= schedule.requests();
    }
    if (schedule.isOpenLoop()) {
      long late = schedule.measureTo() - Math.max(arrival, schedule.measureFrom());
      long arrivals = (late + schedule.period() - 1) / schedule.period();
      recorder.recordUnsent(request.operation(), Math.max(0, arrivals));
    }
    return true;
  }

  private void send() {
    deadline = schedule.now() + timeout;
    connection.send(request.text());
  }

  /** It is this client's turn to connect, which {@link EventLoop#connect} asked for. */
  void connect(Selector selector) {
    connecting = true;
    deadline = schedule.now() + timeout;
    connection.open(selector);
  }

  /** The connection is open. */
  void connected() {
    connecting = false;
    loop.connected();
    if (!schedule.isOpenLoop()) {
      start = schedule.now();
    }
    send();
  }

  /** The request has its reply. */
  void replied(Reply reply) {
    long now = schedule.now();
    try {
      ended(script.answered(reply), now);
    } catch (WrongReply e) {
      wrong(e.reason(), connection.received());
    }
  }

  /** Not connected, or the connection was lost before the reply was there. */
  void lost(Outcome why) {
    if (connecting) {
      connecting = false;
      loop.connected();
    }
    script.unanswered();
    ended(why, schedule.now());
  }

  /** What came back is no right reply. */
  void wrong(String reason, String received) {
    loop.fail(new WrongReply(reason, request.text(), received));
  }

  private void ended(Outcome outcome, long now) {
    deadline = NEVER;
    recorder.record(request.operation(), outcome, start, now);
    if (stage == Stage.LOAD) {
      counted += start >= schedule.measureFrom() ? 1 : 0;
      arrival += schedule.period();
    }
    wakeAt(nextStart(outcome, now));
  }

  private long nextStart(Outcome outcome, long now) {
    boolean troubled = !outcome.isSuccess() && outcome != Outcome.NO_STOCK;
    long wait = troubled ? pause : 0;
    pause = troubled ? Math.min(MAX_PAUSE, 2 * pause) : FIRST_PAUSE;
    if (stage == Stage.CHECKS) {
      return now + wait;
    }
    if (schedule.isOpenLoop()) {
      return outcome == Outcome.BUSY ? arrival : Math.max(arrival, now + wait);
    }
    return now + Math.max(wait, schedule.think());
  }

  /** Wakes no later than the end of the load, however long the pause. */
  private void wakeAt(long time) {
    if (time <= schedule.now()) {
      nextRequest();
    } else {
      loop.wake(this, stage == Stage.LOAD ? Math.min(time, schedule.measureTo()) : time);
    }
  }

  /** Gives up the request in hand if it takes too long. */
  void watch(long now) {
    if (now >= deadline) {
      connection.timeOut();
    }
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

  void close() {
    connection.close();
  }
}
