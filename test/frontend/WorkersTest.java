package frontend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private static final int COUNT = 4;
  private static final int CAPACITY = 10;
  private static final Reply REPLY = Reply.error(404, "not there");

  private final Workers workers = new Workers(COUNT, CAPACITY);
  private final AtomicInteger tasks = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch blocked = new CountDownLatch(1);

  @AfterEach
  void end() {
    release.countDown();
    workers.close();
  }

  private boolean submit(int worker, Runnable task) {
    return submit(worker, "client-" + tasks.incrementAndGet(), task);
  }

  private boolean submit(int worker, String client, Runnable work) {
    return submit(worker, client, () -> now(work), reply -> {});
  }

  private static CompletableFuture<Reply> now(Runnable work) {
    work.run();
    return CompletableFuture.completedFuture(REPLY);
  }

  private boolean submit(
      int worker, String client, Supplier<CompletableFuture<Reply>> begin, Consumer<Reply> end) {
    return workers.submit(
        worker,
        new Workers.Task() {
          @Override
          public String client() {
            return client;
          }

          @Override
          public CompletableFuture<Reply> begin() {
            return begin.get();
          }

          @Override
          public void end(Reply reply) {
            end.accept(reply);
          }
        });
  }

  private static String thread() {
    return Thread.currentThread().getName();
  }

  private void block(int worker) throws InterruptedException {
    assertTrue(submit(worker, this::waitForRelease));
    blocked.await();
  }

  private void waitForRelease() {
    blocked.countDown();
    waitFor(release);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void tasksOfAWorker_runOnItsThreadInTheirOrder() {
    Queue<String> ran = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 1000; i++) {
      String number = " " + i;
      Runnable task = () -> ran.add(Thread.currentThread().getName() + number);
      Await.until("room", () -> submit(2, task));
    }
    Await.until("all have run", () -> ran.size() == 1000);
    List<String> expected = IntStream.range(0, 1000).mapToObj(i -> "worker-2 " + i).toList();
    assertEquals(expected, List.copyOf(ran));
  }

  @Test
  void aBlockedWorker_doesNotHoldUpTheOthers() throws InterruptedException {
    block(0);
    for (int worker = 1; worker < COUNT; worker++) {
      CountDownLatch done = new CountDownLatch(1);
      submit(worker, done::countDown);
      done.await();
    }
  }

  @Test
  void aFullWorker_takesNothingMoreUntilThereIsRoom() throws InterruptedException {
    block(0);
    for (int i = 1; i < CAPACITY; i++) {
      assertTrue(submit(0, () -> {}));
    }
    assertFalse(submit(0, () -> {}));
    assertTrue(submit(1, () -> {}));
    release.countDown();
    Await.until("room", () -> submit(0, () -> {}));
  }

  @Test
  void aClient_mayTakeHalfOfAWorkerAndLeavesTheRestToOthers() throws InterruptedException {
    block(0);
    for (int i = 0; i < CAPACITY / 2; i++) {
      assertTrue(submit(0, "greedy", () -> {}));
    }
    assertFalse(submit(0, "greedy", () -> {}));
    for (int i = 1; i < CAPACITY / 2; i++) {
      assertTrue(submit(0, "other", () -> {}));
    }
    assertFalse(submit(0, "third", () -> {}));
  }

  @Test
  void leastBusy_isNotAWorkerThatIsAboutToBegin() {
    for (int round = 0; round < 500; round++) {
      CountDownLatch end = new CountDownLatch(1);
      Await.until("room", () -> submit(1, () -> waitFor(end)));
      for (int i = 0; i < 100; i++) {
        assertNotEquals(1, workers.leastBusy());
      }
      end.countDown();
    }
  }

  @Test
  void leastBusy_isAnIdleWorkerWhileThereIsOne() throws InterruptedException {
    block(1);
    for (int i = 0; i < 1000; i++) {
      assertNotEquals(1, workers.leastBusy());
    }
  }

  @Test
  void leastBusy_withoutIdleOnes_isTheOneWithTheShortestQueue() throws InterruptedException {
    CountDownLatch all = new CountDownLatch(COUNT);
    for (int worker = 0; worker < COUNT; worker++) {
      submit(
          worker,
          () -> {
            all.countDown();
            waitForRelease();
          });
    }
    all.await();
    for (int worker = 0; worker < COUNT; worker++) {
      for (int i = 0; worker != 3 && i < 2; i++) {
        submit(worker, () -> {});
      }
    }
    submit(3, () -> {});
    for (int i = 0; i < 1000; i++) {
      assertEquals(3, workers.leastBusy());
    }
  }

  @Test
  void whileATaskWaits_itsWorkerServesOtherClients() throws InterruptedException {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    Queue<String> ended = new ConcurrentLinkedQueue<>();
    submit(1, "slow", () -> answer, reply -> ended.add("slow on " + thread()));
    CountDownLatch served = new CountDownLatch(1);
    submit(1, "other", served::countDown);
    served.await();
    assertEquals(1, workers.tasks());
    answer.complete(REPLY);
    Await.until("it ends", () -> !ended.isEmpty());
    assertEquals("slow on worker-1", ended.peek());
    Await.until("nothing is left", () -> workers.tasks() == 0);
  }

  @Test
  void whileATaskWaits_laterOnesOfItsClientWaitForIt() {
    List<CompletableFuture<Reply>> answers = new ArrayList<>();
    Queue<String> log = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < CAPACITY / 2; i++) {
      int number = i;
      // Every other one has its reply at once.
      CompletableFuture<Reply> answer = new CompletableFuture<>();
      answers.add(answer);
      if (i % 2 == 1) {
        answer.complete(REPLY);
      }
      submit(
          1,
          "client",
          () -> {
            log.add("begin " + number);
            return answer;
          },
          reply -> log.add("end " + number));
    }
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      int begun = expected.size() + 1;
      Await.until("it begins", () -> log.size() >= begun);
      expected.add("begin " + i);
      assertEquals(expected, List.copyOf(log).subList(0, begun));
      answers.get(i).complete(REPLY);
      expected.add("end " + i);
    }
    Await.until("all have ended", () -> log.size() == expected.size());
    assertEquals(expected, List.copyOf(log));
  }

  @Test
  void aTaskThatWaits_takesRoomUntilItHasEnded() {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    for (int i = 0; i < CAPACITY; i++) {
      assertTrue(submit(2, "client-" + i, () -> answer, reply -> {}));
    }
    assertFalse(submit(2, "one more", () -> {}));
    answer.complete(REPLY);
    Await.until("room", () -> submit(2, "one more", () -> {}));
  }

  @Test
  void leastBusy_ofIdleOnes_isTheSameUntilItHasWork() throws InterruptedException {
    assertEquals(0, workers.leastBusy());
    assertEquals(0, workers.leastBusy());
    block(0);
    assertEquals(1, workers.leastBusy());
  }

  @Test
  void aTaskThatThrows_doesNotEndItsWorker() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    submit(
        0,
        () -> {
          throw new IllegalStateException("on purpose");
        });
    submit(
        0,
        () -> {
          throw new StackOverflowError("on purpose");
        });
    submit(0, done::countDown);
    done.await();
  }

  @Test
  void close_letsWhatIsQueuedRun() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(CAPACITY - 1);
    block(0);
    for (int i = 1; i < CAPACITY; i++) {
      submit(0, done::countDown);
    }
    workers.close();
    release.countDown();
    done.await();
  }

  @Test
  void tasksOfManySubmitters_areEachRunOnceInTheOrderOfTheirSubmitter() throws Exception {
    Queue<int[]> ran = new ConcurrentLinkedQueue<>();
    List<Thread> submitters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int submitter = i;
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < 5000; n++) {
                  int[] task = {submitter, n};
                  while (!submit(1, () -> ran.add(task))) {
                    Thread.onSpinWait();
                  }
                }
              });
      thread.start();
      submitters.add(thread);
    }
    for (Thread thread : submitters) {
      thread.join();
    }
    Await.until("all have run", () -> ran.size() >= 20_000);
    int[] next = new int[4];
    for (int[] task : ran) {
      assertEquals(next[task[0]]++, task[1]);
    }
    assertArrayEquals(new int[] {5000, 5000, 5000, 5000}, next);
  }
}
