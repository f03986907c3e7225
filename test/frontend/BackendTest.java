package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import common.rpc.RpcChannel;
import common.testing.Await;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that are answered by hand; nothing listens where the channel leads. */
class BackendTest {
  private static final int PROBES = 2;

  private final AtomicLong clock = new AtomicLong();
  private final RpcChannel channel = new RpcChannel("nobody", "127.0.0.1", 1);
  private volatile boolean othersWait;
  private final Backend backend = new Backend(channel, PROBES, () -> othersWait, clock::get);
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final AtomicInteger made = new AtomicInteger();

  @AfterEach
  void stop() {
    workers.shutdownNow();
    channel.close();
  }

  private Future<String> ask(CompletableFuture<String> call) {
    return workers.submit(
        () ->
            backend.await(
                () -> {
                  made.incrementAndGet();
                  return call;
                }));
  }

  private List<CompletableFuture<String>> hang(int count) {
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CompletableFuture<String> call = new CompletableFuture<>();
      calls.add(call);
      ask(call);
    }
    Await.until("they are made", () -> made.get() == count);
    return calls;
  }

  private void assertRefused() {
    Future<String> asked = ask(CompletableFuture.completedFuture("made"));
    ExecutionException e = assertThrows(ExecutionException.class, asked::get);
    assertEquals("the nobody service does not answer", e.getCause().getMessage());
  }

  private void assertMade() throws Exception {
    assertEquals("made", ask(CompletableFuture.completedFuture("made")).get());
  }

  private void pass(long millis) {
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void await_manyCallsAtOnce_areMadeWhileThereIsNoStall() throws Exception {
    hang(50);
    pass(900);
    assertMade();
  }

  @Test
  void await_nothingIsAnsweredForASecond_refusesAllButAFew() {
    List<CompletableFuture<String>> stuck = hang(50);
    pass(1100);
    assertRefused();
    for (int i = 0; i < 50; i++) {
      stuck.get(i).completeExceptionally(Status.DEADLINE_EXCEEDED.asRuntimeException());
    }
    Await.until("few are left", () -> backend.waiting() == 0);
    made.set(0);
    hang(PROBES);
    assertRefused();
  }

  @Test
  void await_oneIsAnswered_endsTheStall() throws Exception {
    List<CompletableFuture<String>> stuck = hang(50);
    pass(1100);
    assertRefused();
    stuck.get(0).complete("answered");
    Await.until("the answer has come", () -> backend.waiting() == 49);
    assertMade();
  }

  @Test
  void await_anErrorOfTheService_isAnAnswerToo() throws Exception {
    List<CompletableFuture<String>> stuck = hang(50);
    pass(1100);
    stuck.get(0).completeExceptionally(Status.NOT_FOUND.asRuntimeException());
    Await.until("the answer has come", () -> backend.waiting() == 49);
    assertMade();
  }

  @Test
  void await_afterALongPauseWithNothingToAsk_isNoStall() throws Exception {
    assertMade();
    pass(3_600_000);
    made.set(0);
    hang(50);
    assertMade();
  }

  @Test
  void await_othersWaitWhileItStandsStill_givesUpAllButAFew() throws Exception {
    List<Future<String>> asked = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      asked.add(ask(new CompletableFuture<>()));
    }
    Await.until("they are made", () -> made.get() == 50);
    pass(1100);
    othersWait = true;
    Await.until("few are left", () -> backend.waiting() == PROBES);
    othersWait = false;
    Await.until("they end", () -> asked.stream().filter(Future::isDone).count() == 50 - PROBES);
    Future<String> given = asked.stream().filter(Future::isDone).findAny().orElseThrow();
    ExecutionException e = assertThrows(ExecutionException.class, given::get);
    assertEquals(
        Status.Code.DEADLINE_EXCEEDED,
        assertInstanceOf(ServiceException.class, e.getCause()).code(),
        "it was made, so it is not as if nothing had happened");
  }

  @Test
  void await_nobodyWaitsWhileItStandsStill_goesOnWaiting() throws Exception {
    Future<String> first = ask(new CompletableFuture<>());
    Await.until("it is made", () -> made.get() == 1);
    CompletableFuture<String> call = new CompletableFuture<>();
    Future<String> last = ask(call);
    Await.until("it is made", () -> made.get() == 2);
    ask(new CompletableFuture<>());
    pass(2900);
    assertThrows(TimeoutException.class, () -> first.get(200, TimeUnit.MILLISECONDS));
    call.complete("late");
    assertEquals("late", last.get());
  }
}
