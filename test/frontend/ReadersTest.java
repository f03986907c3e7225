package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.Await;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReadersTest {
  private static final int MOST = 10;
  private static final int AT_ONCE = 2;

  /** As many as may be held up for as long as they like. */
  private static final int MANY = 7;

  private final Readers readers = new Readers(AT_ONCE, MOST, 100_000);
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger heldUp = new AtomicInteger();
  private final AtomicInteger cutOff = new AtomicInteger();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();

  @BeforeEach
  void watch() {
    watch.scheduleWithFixedDelay(readers::look, 5, 5, TimeUnit.MILLISECONDS);
  }

  @AfterEach
  void end() {
    watch.shutdownNow();
    release.countDown();
    readers.close();
  }

  /** Tasks that wait, as reading from a slow sender does. */
  private void holdUp(int count) {
    for (int i = 0; i < count; i++) {
      readers.execute(
          () -> {
            heldUp.incrementAndGet();
            try {
              release.await();
            } catch (InterruptedException e) {
              cutOff.incrementAndGet();
            }
          });
    }
  }

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private void runOne() {
    CountDownLatch done = new CountDownLatch(1);
    readers.execute(
        () -> {
          threads.add(Thread.currentThread());
          done.countDown();
        });
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void tasksOfManyThreads_areEachRunOnce() throws InterruptedException {
    AtomicInteger ran = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread caller =
          new Thread(
              () -> {
                for (int n = 0; n < 10_000; n++) {
                  readers.execute(ran::incrementAndGet);
                }
              });
      caller.start();
      callers.add(caller);
    }
    for (Thread caller : callers) {
      caller.join();
    }
    Await.until("all have run", () -> ran.get() >= 80_000);
    runOne();
    assertEquals(80_000, ran.get());
  }

  @Test
  void tasksOneAfterTheOther_areRunByFewThreads() {
    // On a busy machine it takes a thread that waits for a processor as held up.
    watch.shutdownNow();
    for (int i = 0; i < 1000; i++) {
      runOne();
    }
    assertTrue(threads.size() <= AT_ONCE, threads.size() + " threads");
  }

  @Test
  void heldUpReaders_areReplaced() {
    holdUp(MANY);
    for (int i = 0; i < 100; i++) {
      runOne();
    }
    assertEquals(MANY, heldUp.get());
  }

  @Test
  void moreThanCanBeHeldUp_theSlowestAreCutOffAndTheRestIsServed() {
    holdUp(10 * MOST);
    for (int i = 0; i < 10; i++) {
      runOne();
    }
    Await.until("all but a few are cut off", () -> cutOff.get() >= 9 * MOST);
    holdUp(1);
    runOne();
    assertTrue(cutOff.get() < heldUp.get(), "those that are left may go on");
  }

  @Test
  void addressWithMostSlowSenders_losesThem_andOneOfAnotherGoesOn() {
    AtomicInteger patient = new AtomicInteger();
    readers.execute(
        () -> {
          readers.readsFrom(address(1));
          patient.incrementAndGet();
          try {
            release.await();
          } catch (InterruptedException e) {
            patient.decrementAndGet();
          }
        });
    Await.until("it is the first and so the slowest", () -> patient.get() == 1);
    for (int i = 0; i < 10 * MOST; i++) {
      readers.execute(
          () -> {
            readers.readsFrom(address(2));
            heldUp.incrementAndGet();
            try {
              release.await();
            } catch (InterruptedException e) {
              cutOff.incrementAndGet();
            }
          });
    }
    Await.until("all but a few are cut off", () -> cutOff.get() >= 9 * MOST);
    assertEquals(1, patient.get());
  }

  /** Or each would have to wait for those before it to be found slow, two at a time. */
  @Test
  void whileRequestsWait_thePoolDoubles() {
    watch.shutdownNow();
    holdUp(MANY);
    int looks = 0;
    while (heldUp.get() < MANY) {
      Await.until("the readers have begun", () -> heldUp.get() >= readers.getPoolSize());
      readers.look();
      looks++;
    }
    assertTrue(looks <= 5, looks + " looks");
  }

  @Test
  void slowSendersTimeAndAgain_takeNoReaderAwayAndAddNone() {
    for (int i = 0; i < 20; i++) {
      holdUpAllForAMoment();
      runOne();
    }
    assertTrue(threads.size() <= MOST, threads.size() + " threads");
  }

  private void holdUpAllForAMoment() {
    CountDownLatch over = new CountDownLatch(1);
    AtomicInteger in = new AtomicInteger();
    for (int i = 0; i < MANY; i++) {
      readers.execute(
          () -> {
            in.incrementAndGet();
            threads.add(Thread.currentThread());
            try {
              over.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    Await.until("all readers are held up", () -> in.get() == MANY);
    over.countDown();
  }

  @Test
  void tasksThatThrow_takeNoReaderAway() {
    for (int i = 0; i < 2 * MOST; i++) {
      readers.execute(
          () -> {
            throw new IllegalStateException("on purpose");
          });
      readers.execute(
          () -> {
            throw new StackOverflowError("on purpose");
          });
    }
    runOne();
    holdUp(MANY);
    Await.until("there are as many readers as before", () -> heldUp.get() == MANY);
  }

  @Test
  void close_endsTheThreads() throws InterruptedException {
    holdUp(AT_ONCE);
    runOne();
    Await.until("they are held up", () -> heldUp.get() == AT_ONCE);
    readers.close();
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
