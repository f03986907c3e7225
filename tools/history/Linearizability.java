package history;

import static history.Timeline.NONE;

import history.History.Operation;
import history.History.Read;
import history.History.Refusal;
import history.History.State;
import history.History.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Says whether a history is linearizable: whether each write can be given one moment between its
 * call and its reply, in the order of the store's books, so that every reply shows what was true at
 * some moment between its own call and reply.
 *
 * <p><b>What is checked.</b> The catalogue is one object. Its version 0 is the start, and version n
 * is what the first n writes leave. So an explanation of a history is a version V(t) for each time
 * t, which never falls, such that
 *
 * <ul>
 *   <li>V is below n before write n is called, and at least n once it is answered;
 *   <li>from the call to the reply of a read, V passes a version that shows what was read;
 *   <li>the same for a refusal, with the versions that have too few pieces.
 * </ul>
 *
 * A list is a read of all its toys at one moment: one and the same version must show all of them. A
 * write without a reply only has to come after its call, if it stands in the books; if it does not,
 * it never happened.
 *
 * <p><b>How.</b> One sweep over all calls and replies in order of time keeps two versions: {@code
 * reached}, which every explanation has reached by now, and {@code possible}, which none has
 * exceeded: all writes up to it have been called. The reply of write n raises {@code reached} to n.
 * The reply of a read raises it to the first version that shows what was read, and is not below
 * what {@code reached} was at the read's call. The history is refused where there is no such
 * version, or where {@code reached} would exceed {@code possible}.
 *
 * <p><b>Nothing is refused wrongly.</b> By induction over the sweep, reached ≤ V(t) ≤ possible for
 * every explanation V: a read from s to e is explained by a version v with V(s) ≤ v ≤ V(e), and
 * reached(s) ≤ V(s), so v is not below the first fitting version from reached(s) on, and neither is
 * V(e). <b>Nothing is missed:</b> if the sweep comes to its end, V(t) = reached(t) is itself an
 * explanation. It has passed write n by its reply, and not before its call, since reached ≤
 * possible. And a read's version lies between reached(s) and reached(e), so V passes it. Writes
 * that {@code reached} never got to have no reply and were not seen: they come last.
 *
 * <p>So this is exact for the order of the books; a history that only another order explains is
 * refused, as books with that order are wrong. Nothing is said of what no client observed. Two
 * moments with the same time count as overlapping. The work is that of sorting, and of a look-up
 * for each toy that was read.
 */
public final class Linearizability {
  private static final int MAX_VIOLATIONS = 10;

  /** A write with its number, or an observation with what was reached at its call. */
  private static final class Step {
    final Operation operation;
    int version;

    Step(Operation operation, int version) {
      this.operation = operation;
      this.version = version;
    }
  }

  private record Moment(long time, boolean isReply, Step step) {}

  /** Who proved that a version was reached. */
  private record Proof(int version, Operation operation) {}

  private final List<Write> writes;
  private final boolean[] called;
  private final Map<String, Timeline> timelines = new HashMap<>();
  private final List<Moment> moments = new ArrayList<>();
  private final List<Proof> proofs = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private int reached;
  private int possible;

  private Linearizability(History history) {
    writes = history.writes();
    called = new boolean[writes.size() + 1];
    history.start().forEach((toy, state) -> timeline(toy).add(0, state));
    for (int i = 0; i < writes.size(); i++) {
      timeline(writes.get(i).toy()).add(i + 1, writes.get(i).after());
      add(new Step(writes.get(i), i + 1));
    }
    history.reads().forEach(read -> add(new Step(read, 0)));
    history.refusals().forEach(refusal -> add(new Step(refusal, 0)));
    // Of the same time, calls first: then they overlap.
    moments.sort(Comparator.comparingLong(Moment::time).thenComparing(Moment::isReply));
  }

  private Timeline timeline(String toy) {
    return timelines.computeIfAbsent(toy, name -> new Timeline());
  }

  private void add(Step step) {
    moments.add(new Moment(step.operation.call(), false, step));
    if (step.operation.reply() != History.NEVER) {
      moments.add(new Moment(step.operation.reply(), true, step));
    }
  }

  /** What no explanation of this history allows, in sentences; empty if there is one. */
  public static List<String> check(History history) {
    Linearizability sweep = new Linearizability(history);
    for (Moment moment : sweep.moments) {
      if (moment.isReply()) {
        sweep.reply(moment.step());
      } else {
        sweep.call(moment.step());
      }
    }
    return sweep.violations;
  }

  private void call(Step step) {
    if (step.operation instanceof Write) {
      called[step.version] = true;
      while (possible < writes.size() && called[possible + 1]) {
        possible++;
      }
    } else {
      step.version = reached;
    }
  }

  private void reply(Step step) {
    int version;
    if (step.operation instanceof Read read) {
      version = firstThatShows(read, step.version);
    } else if (step.operation instanceof Refusal refusal) {
      version = timeline(refusal.toy()).firstBelow(refusal.quantity(), step.version);
      if (version == NONE) {
        violation(refusal, "there were enough all the time");
      }
    } else {
      version = step.version;
    }
    if (version > possible) {
      tooEarly(version, step.operation);
    } else if (version > reached) {
      reached = version;
      proofs.add(new Proof(version, step.operation));
    }
  }

  /** The first version from {@code from} on that shows all that was read; NONE, told, if none. */
  private int firstThatShows(Read read, int from) {
    int version = from;
    String last = null;
    while (true) {
      int before = version;
      for (Map.Entry<String, State> seen : read.seen().entrySet()) {
        int next = timeline(seen.getKey()).firstWith(seen.getValue(), version);
        if (next == NONE) {
          violation(read, unexplained(seen.getKey(), seen.getValue(), from, last));
          return NONE;
        }
        last = next > version ? seen.getKey() : last;
        version = next;
      }
      if (version == before) {
        return version;
      }
    }
  }

  /** Why no version from {@code from} on shows this toy so, together with the other toy. */
  private String unexplained(String toy, State state, int from, String other) {
    Timeline timeline = timeline(toy);
    String shown = toy + " was shown as " + state;
    if (timeline.firstWith(state, 0) == NONE) {
      return shown + ", which it never was";
    }
    if (timeline.firstWith(state, from) != NONE) {
      return shown + ", but it never was that while " + other + " was as shown";
    }
    int missed = timeline.beginOf(from);
    return shown + ", but must show " + describe(missed) + ": " + proof(missed);
  }

  /** Nobody can have made some write up to this one yet. */
  private void tooEarly(int version, Operation operation) {
    int missing = possible + 1;
    String needed = version == missing ? "" : describe(version) + ", and before it ";
    String call = seconds(writes.get(possible).call());
    violation(operation, "that takes " + needed + describe(missing) + ", called only at " + call);
  }

  /** How it is known that this version was reached. */
  private String proof(int version) {
    int low = 0;
    int high = proofs.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (proofs.get(middle).version() >= version) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    Proof proof = proofs.get(low);
    if (proof.operation() == writes.get(version - 1)) {
      return "it was answered at " + seconds(proof.operation().reply());
    }
    String later =
        proof.version() == version ? "" : describe(proof.version()) + " came later, and ";
    return later + sentence(proof.operation());
  }

  /** A violation is told once; the sweep goes on without that reply. */
  private void violation(Operation operation, String why) {
    if (violations.size() < MAX_VIOLATIONS) {
      violations.add(sentence(operation) + ": " + why);
    }
  }

  /** The write that made this version. */
  private String describe(int version) {
    Write write = writes.get(version - 1);
    return write.name() + " (" + write.toy() + ", " + write.after() + " left)";
  }

  private static String sentence(Operation operation) {
    String interval = " (" + seconds(operation.call()) + " to " + seconds(operation.reply()) + ")";
    if (operation instanceof Read read) {
      return read.name() + " read " + read.seen() + interval;
    }
    return operation.name()
        + (operation instanceof Refusal ? " was refused" : " was answered")
        + interval;
  }

  private static String seconds(long nanos) {
    return nanos == History.BEFORE
        ? "the start"
        : String.format(Locale.ROOT, "%.6f s", nanos / 1e9);
  }
}
