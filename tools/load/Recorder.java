package load;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * What the clients of one event loop measured. Only that loop writes; the numbers for the progress
 * line may be read by anyone, all else after the loop has ended.
 */
final class Recorder {
  private static final long MIN_NANOS = 100;
  private static final long MAX_NANOS = 3_600_000_000_000L;

  private final Schedule schedule;
  private final Histogram[] latencies = new Histogram[Operation.values().length];
  private final long[][] counts = new long[Operation.values().length][Outcome.values().length];
  private final long[] completed = new long[Operation.values().length];
  private final AtomicLong succeeded = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong checked = new AtomicLong();
  private long lastCompletion;

  Recorder(Schedule schedule) {
    this.schedule = schedule;
    for (Operation operation : Operation.values()) {
      latencies[operation.ordinal()] = new Histogram(MIN_NANOS, MAX_NANOS, 3);
    }
  }

  /**
   * Notes a request that ended.
   *
   * <p>Latencies and outcomes are those of the requests that started in the measured time; rates
   * are of those that ended in it. So neither a slow last request is left out nor an overloaded
   * store credited with requests that it answered later.
   */
  void record(Operation operation, Outcome outcome, long start, long end) {
    boolean isCheck = operation == Operation.CHECK;
    int row = operation.ordinal();
    if (isCheck || schedule.counts(start)) {
      counts[row][outcome.ordinal()]++;
      if (outcome.isSuccess()) {
        latencies[row].recordValue(Math.max(MIN_NANOS, Math.min(MAX_NANOS, end - start)));
      }
    }
    if (!isCheck && schedule.counts(end)) {
      completed[row] += outcome.isSuccess() ? 1 : 0;
      lastCompletion = end;
    }
    if (outcome.isSuccess()) {
      (isCheck ? checked : succeeded).incrementAndGet();
    } else if (!isCheck) {
      failed.incrementAndGet();
    }
  }

  /** Arrivals of an open loop whose turn had not come when the time was up. */
  void recordUnsent(Operation operation, long arrivals) {
    counts[operation.ordinal()][Outcome.UNSENT.ordinal()] += arrivals;
  }

  /** Since the beginning, the warm-up included. */
  long succeeded() {
    return succeeded.get();
  }

  /** Since the beginning, the warm-up included. */
  long failed() {
    return failed.get();
  }

  /** Orders that were asked for at the end and found right. */
  long checked() {
    return checked.get();
  }

  /** In nanoseconds. */
  Histogram latencies(Operation operation) {
    return latencies[operation.ordinal()];
  }

  long count(Operation operation, Outcome outcome) {
    return counts[operation.ordinal()][outcome.ordinal()];
  }

  /** Successes in the measured time. */
  long completed(Operation operation) {
    return completed[operation.ordinal()];
  }

  /** When the last reply in the measured time came. */
  long lastCompletion() {
    return lastCompletion;
  }
}
