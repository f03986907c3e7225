package frontend;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time for which the catalog promised to publish nothing without this frontend's word. It is
 * counted from the moment the promise was asked for, so that it ends here before it ends there.
 *
 * <p>Both clocks must agree that it lasts: the monotonic one may stand still while a virtual
 * machine is suspended, and the other one may be set.
 *
 * <p>While it does not last, the catalog publishes without asking; so a lease that lapsed and was
 * granted again is another one. A <em>period</em> is a time without such a break.
 */
final class Lease {
  /** More than the clocks of two machines drift apart during a lease. */
  private static final long MARGIN_MILLIS = 100;

  private record Term(long period, long endNanos, long endMillis) {}

  /** A moment by both clocks. */
  record Moment(long nanos, long millis) {}

  private final LongSupplier nanoClock;
  private final LongSupplier milliClock;
  private volatile Term term;

  /** Begun so far; used by the thread that grants. */
  private long periods;

  /** By the machine's clocks. */
  Lease() {
    this(System::nanoTime, System::currentTimeMillis);
  }

  Lease(LongSupplier nanoClock, LongSupplier milliClock) {
    this.nanoClock = nanoClock;
    this.milliClock = milliClock;
  }

  Moment now() {
    return new Moment(nanoClock.getAsLong(), milliClock.getAsLong());
  }

  /** The catalog has promised so many milliseconds from when it heard what was sent then. */
  void grant(Moment sent, long millis) {
    if (!isHeld()) {
      periods++;
    }
    long granted = millis - MARGIN_MILLIS;
    long endNanos = sent.nanos() + TimeUnit.MILLISECONDS.toNanos(granted);
    term = new Term(periods, endNanos, sent.millis() + granted);
  }

  void end() {
    term = null;
  }

  /** The period that it is in, whether that lasts or not. */
  long period() {
    Term now = term;
    return now == null ? 0 : now.period();
  }

  /** Whether it lasts. */
  boolean isHeld() {
    Term now = term;
    return now != null && lasts(now);
  }

  /**
   * Whether it has lasted from the moment at which it was in this period until now. A reader takes
   * the period, then looks at what it wants to show, and then here: so what it saw was true at that
   * moment, however long it was held up in between.
   */
  boolean isHeldSince(long period) {
    Term now = term;
    return now != null && now.period() == period && lasts(now);
  }

  private boolean lasts(Term now) {
    return nanoClock.getAsLong() - now.endNanos() < 0 && milliClock.getAsLong() < now.endMillis();
  }
}
