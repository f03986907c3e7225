package frontend;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time for which the catalog promised to publish nothing without this frontend's word. It is
 * counted from the moment the promise was asked for, so that it ends here before it ends there.
 *
 * <p>Both clocks must agree that it lasts: the monotonic one may stand still while a virtual
 * machine is suspended, and the other one may be set.
 */
final class Lease {
  /** More than the clocks of two machines drift apart during a lease. */
  private static final long MARGIN_MILLIS = 100;

  private record Term(long endNanos, long endMillis) {}

  /** A moment by both clocks. */
  record Moment(long nanos, long millis) {}

  private final LongSupplier nanoClock;
  private final LongSupplier milliClock;
  private volatile Term term;

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
    long granted = millis - MARGIN_MILLIS;
    term = new Term(sent.nanos() + TimeUnit.MILLISECONDS.toNanos(granted), sent.millis() + granted);
  }

  void end() {
    term = null;
  }

  /**
   * Whether it lasts. A reader looks at what it wants to show first and then here, so that what it
   * saw was true at that moment; the other way round it could be held up in between.
   */
  boolean isHeld() {
    Term now = term;
    return now != null
        && nanoClock.getAsLong() - now.endNanos() < 0
        && milliClock.getAsLong() < now.endMillis();
  }
}
