package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import common.testing.Await;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedTest {
  private final ExecutorService askers = Executors.newCachedThreadPool();
  private final Semaphore allowed = new Semaphore(0);
  private final AtomicInteger begun = new AtomicInteger();
  private final Shared<Integer> shared = new Shared<>(this::make);

  private int make() {
    int number = begun.incrementAndGet();
    allowed.acquireUninterruptibly();
    return number;
  }

  private List<CompletableFuture<Integer>> ask(int count) {
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(CompletableFuture.supplyAsync(shared::get, askers));
    }
    return answers;
  }

  @AfterEach
  void stop() {
    allowed.release(1000);
    askers.shutdownNow();
  }

  @Test
  void get_whileOneIsInTheMaking_isTheNextOneAndOneForAll() {
    CompletableFuture<Integer> first = ask(1).get(0);
    Await.until("the first is in the making", () -> begun.get() == 1);
    List<CompletableFuture<Integer>> others = ask(50);
    allowed.release(1);
    assertEquals(1, first.join());
    // Those that come late may make a third one.
    allowed.release(100);
    for (CompletableFuture<Integer> other : others) {
      assertEquals(true, other.join() >= 2);
    }
  }

  @Test
  void get_afterAFailure_failsForThoseThatWaitedAndIsMadeAnew() {
    AtomicInteger tries = new AtomicInteger();
    Shared<String> failing =
        new Shared<>(
            () -> {
              if (tries.incrementAndGet() == 1) {
                throw new ServiceException("catalog", Status.Code.UNAVAILABLE, null);
              }
              return "made";
            });
    assertThrows(ServiceException.class, failing::get);
    assertEquals("made", failing.get());
  }
}
