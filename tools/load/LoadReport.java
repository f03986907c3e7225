package load;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What a run measured.
 *
 * @param seconds of the measured time
 * @param checked orders that were asked for at the end and found as answered
 * @param unchecked times that the store did not answer for such an order
 * @param stock what became of the stock, in a sentence
 */
public record LoadReport(
    LoadOptions options,
    double seconds,
    Row query,
    Row buy,
    long checked,
    long unchecked,
    String stock,
    Optional<WrongReply> wrong) {

  /**
   * One kind of request.
   *
   * @param latencies of the successes, in nanoseconds
   * @param perSecond successes in the measured time, a second
   * @param errors how many ended otherwise, by kind; kinds that did not occur are left out
   */
  public record Row(
      Operation operation, Histogram latencies, double perSecond, Map<Outcome, Long> errors) {
    public long count() {
      return latencies.getTotalCount();
    }

    double meanMillis() {
      return count() == 0 ? 0 : latencies.getMean() / 1e6;
    }

    /** The latency that this part (0 to 100) of the requests did not exceed. */
    public double percentileMillis(double percentile) {
      return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    double maxMillis() {
      return latencies.getMaxValue() / 1e6;
    }

    /** How many requests ended otherwise than well. */
    public long failed() {
      return errors.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  static LoadReport of(
      LoadOptions options,
      Schedule schedule,
      List<Recorder> recorders,
      String stock,
      WrongReply wrong) {
    long end = recorders.stream().mapToLong(Recorder::lastCompletion).max().orElse(0);
    long nanos = options.requests() > 0 ? end - schedule.measureFrom() : options.nanos();
    double seconds = Math.max(1, nanos) / (double) TimeUnit.SECONDS.toNanos(1);
    Row checks = row(Operation.CHECK, recorders, seconds);
    return new LoadReport(
        options,
        seconds,
        row(Operation.QUERY, recorders, seconds),
        row(Operation.BUY, recorders, seconds),
        checks.count(),
        checks.failed(),
        stock,
        Optional.ofNullable(wrong));
  }

  private static Row row(Operation operation, List<Recorder> recorders, double seconds) {
    Histogram latencies = recorders.get(0).latencies(operation).copy();
    recorders.subList(1, recorders.size()).forEach(r -> latencies.add(r.latencies(operation)));
    Map<Outcome, Long> errors = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      long count = recorders.stream().mapToLong(r -> r.count(operation, outcome)).sum();
      if (count > 0 && outcome != Outcome.OK) {
        errors.put(outcome, count);
      }
    }
    long completed = recorders.stream().mapToLong(r -> r.completed(operation)).sum();
    return new Row(operation, latencies, completed / seconds, errors);
  }

  /** Every reply was right, and there were some. */
  public boolean isGood() {
    return wrong.isEmpty() && query.count() + buy.count() > 0;
  }

  /** Successes of all kinds in the measured time, a second. */
  public double perSecond() {
    return query.perSecond() + buy.perSecond();
  }
}
