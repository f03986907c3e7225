package common.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LeaseClockTest {
  private long monotonicMillis = -7000;
  private long wallMillis = 1_000_000;
  private final LeaseClock clock =
      new LeaseClock(() -> TimeUnit.MILLISECONDS.toNanos(monotonicMillis), () -> wallMillis);

  private void pass(long millis) {
    monotonicMillis += millis;
    wallMillis += millis;
  }

  private long remainingMillis() {
    return TimeUnit.NANOSECONDS.toMillis(clock.remainingNanos());
  }

  @Test
  void remaining_neverRenewed_isNothing() {
    assertEquals(0, remainingMillis());
  }

  @Test
  void renewed_countsFromTheSending_lessAMargin() {
    LeaseClock.Sent sent = clock.sent();
    pass(300);
    clock.renewed(sent, 5);
    assertEquals(4500 - 300, remainingMillis());
    pass(4200);
    assertEquals(0, remainingMillis());
  }

  @Test
  void renewed_byAnAnswerThatComesLate_neverShortensTheLease() {
    LeaseClock.Sent early = clock.sent();
    pass(1000);
    clock.renewed(clock.sent(), 5);
    clock.renewed(early, 5);
    assertEquals(4500, remainingMillis());
  }

  @Test
  void remaining_machineWasSuspended_isOver() {
    clock.renewed(clock.sent(), 5);
    wallMillis += 60_000;
    assertTrue(clock.remainingNanos() < 0);
  }

  @Test
  void remaining_wallClockSetBack_isWhatTheMonotonicClockSays() {
    clock.renewed(clock.sent(), 5);
    wallMillis -= 60_000;
    pass(4500);
    assertEquals(0, remainingMillis());
  }

  @Test
  void renewed_afterASuspension_lastsAgain() {
    clock.renewed(clock.sent(), 5);
    wallMillis += 60_000;
    pass(100);
    clock.renewed(clock.sent(), 5);
    assertEquals(4500, remainingMillis());
  }
}
