package frontend;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LeaseTest {
  private long nanos = Long.MAX_VALUE - 1000;
  private long millis = 1_000_000;
  private final Lease lease = new Lease(() -> nanos, () -> millis);

  private void pass(long time) {
    nanos += TimeUnit.MILLISECONDS.toNanos(time);
    millis += time;
  }

  @Test
  void neverGranted_isNotHeld() {
    assertFalse(lease.isHeld());
  }

  @Test
  void granted_endsSoonerHereThanThere() {
    lease.grant(lease.now(), 1000);
    assertTrue(lease.isHeld());
    pass(899);
    assertTrue(lease.isHeld());
    pass(1);
    assertFalse(lease.isHeld());
  }

  @Test
  void granted_countsFromWhenItWasAskedFor() {
    Lease.Moment sent = lease.now();
    pass(600);
    lease.grant(sent, 1000);
    pass(300);
    assertFalse(lease.isHeld());
  }

  @Test
  void ended_isNotHeld() {
    lease.grant(lease.now(), 1000);
    lease.end();
    assertFalse(lease.isHeld());
  }

  /** A virtual machine was suspended: its monotonic clock may stand still meanwhile. */
  @Test
  void wallClockJumpsForward_isNotHeld() {
    lease.grant(lease.now(), 1000);
    millis += 5000;
    assertFalse(lease.isHeld());
  }

  @Test
  void wallClockSetBack_theOtherClockEndsIt() {
    lease.grant(lease.now(), 1000);
    millis -= 3_600_000;
    assertTrue(lease.isHeld());
    pass(900);
    assertFalse(lease.isHeld());
  }

  /** Readers that are held up between their look at the memory and the clock. */
  @Test
  void grantedAgainAfterABreak_isNotHeldSinceBefore() {
    CatalogFollower reader = new CatalogFollower(null, new ToyMemory(ToyMemory.ALL), lease);
    Reply seen = Reply.error(404, "product not found");
    lease.grant(lease.now(), 1000);
    assertSame(seen, reader.whileHeld(() -> renewedAfter(500, seen)));
    assertNull(reader.whileHeld(() -> renewedAfter(2000, seen)));
    lease.end();
    assertNull(reader.whileHeld(() -> renewedAfter(0, seen)));
    assertSame(seen, reader.whileHeld(() -> seen));
  }

  private Reply renewedAfter(long time, Reply seen) {
    pass(time);
    lease.grant(lease.now(), 1000);
    return seen;
  }

  @Test
  void shorterThanTheMargin_isNeverHeld() {
    lease.grant(lease.now(), 50);
    assertFalse(lease.isHeld());
  }
}
