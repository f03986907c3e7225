package common.etcd;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a lease surely lasts, without asking etcd. A keep-alive makes etcd start the TTL again
 * when it arrives, which is not before it was sent; so the lease lasts until the sending plus the
 * TTL, less a margin for clocks that run at different speeds.
 *
 * <p>While a virtual machine is suspended its monotonic clock may stand still, so the wall clock
 * must agree. One that is set forward ends the certainty early, which does no harm.
 */
final class LeaseClock {
  private static final int MARGIN_SHARE = 10;

  private final LongSupplier nanos;
  private final LongSupplier wallMillis;
  private volatile Moment end;

  private record Moment(long nanos, long wallMillis) {}

  /** A lease that is over. */
  LeaseClock(LongSupplier nanos, LongSupplier wallMillis) {
    this.nanos = nanos;
    this.wallMillis = wallMillis;
    this.end = new Moment(nanos.getAsLong(), wallMillis.getAsLong());
  }

  /** Both clocks now, to be taken before a keep-alive is sent. */
  Sent sent() {
    return new Sent(nanos.getAsLong(), wallMillis.getAsLong());
  }

  /** When a keep-alive was sent. */
  record Sent(long nanos, long wallMillis) {}

  /** The keep-alive was answered. */
  synchronized void renewed(Sent sent, long ttlSeconds) {
    long ttl = TimeUnit.SECONDS.toMillis(ttlSeconds);
    long surely = ttl - ttl / MARGIN_SHARE;
    long endNanos = sent.nanos() + TimeUnit.MILLISECONDS.toNanos(surely);
    if (endNanos - end.nanos() > 0) {
      end = new Moment(endNanos, sent.wallMillis() + surely);
    }
  }

  /** So long the lease surely lasts from now on; 0 or less if it may be over. */
  long remainingNanos() {
    Moment until = end;
    long byWall = TimeUnit.MILLISECONDS.toNanos(until.wallMillis() - wallMillis.getAsLong());
    return Math.min(until.nanos() - nanos.getAsLong(), byWall);
  }

  /** The lease was given up. */
  synchronized void ended() {
    end = new Moment(nanos.getAsLong(), wallMillis.getAsLong());
  }
}
