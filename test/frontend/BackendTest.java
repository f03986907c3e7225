package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import common.rpc.RpcChannel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that are answered by hand; nothing listens where the channel leads. */
class BackendTest {
  private static final int CALLS = 100;
  private static final int PROBES = 3;

  private final AtomicLong clock = new AtomicLong();
  private final RpcChannel channel = new RpcChannel("nobody", "127.0.0.1", 1);
  private final Backend backend = new Backend(channel, CALLS, clock::get);
  private final AtomicInteger made = new AtomicInteger();

  @AfterEach
  void stop() {
    channel.close();
  }

  private CompletableFuture<String> ask(CompletableFuture<String> call) {
    return backend.call(
        () -> {
          made.incrementAndGet();
          return call;
        });
  }

  private List<CompletableFuture<String>> hang(int count) {
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CompletableFuture<String> call = new CompletableFuture<>();
      calls.add(call);
      ask(call);
    }
    assertEquals(count, made.get(), "calls made");
    return calls;
  }

  private void assertRefused() {
    CompletableFuture<String> asked = ask(CompletableFuture.completedFuture("made"));
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
  void call_manyCallsAtOnce_areMadeWhileThereIsNoStall() throws Exception {
    hang(50);
    pass(900);
    assertMade();
  }

  @Test
  void call_nothingIsAnsweredForASecond_refusesAllButAFew() {
    List<CompletableFuture<String>> stuck = hang(50);
    pass(1100);
    assertRefused();
    for (int i = 0; i < 50; i++) {
      stuck.get(i).completeExceptionally(Status.DEADLINE_EXCEEDED.asRuntimeException());
    }
    assertEquals(0, backend.waiting());
    made.set(0);
    hang(PROBES);
    assertRefused();
  }

  @Test
  void call_oneIsAnswered_endsTheStall() throws Exception {
    List<CompletableFuture<String>> stuck = hang(50);
    pass(1100);
    assertRefused();
    stuck.get(0).complete("answered");
    assertEquals(49, backend.waiting());
    assertMade();
  }

  @Test
  void call_anErrorOfTheService_isAnAnswerToo() throws Exception {
    List<CompletableFuture<String>> stuck = hang(50);
    pass(1100);
    stuck.get(0).completeExceptionally(Status.NOT_FOUND.asRuntimeException());
    assertEquals(49, backend.waiting());
    assertMade();
  }

  @Test
  void call_afterALongPauseWithNothingToAsk_isNoStall() throws Exception {
    assertMade();
    pass(3_600_000);
    made.set(0);
    hang(50);
    assertMade();
  }

  @Test
  void call_beyondTheMostThatMayWait_isRefusedUntilOneEnds() throws Exception {
    List<CompletableFuture<String>> calls = hang(CALLS);
    assertRefused();
    calls.get(0).complete("answered");
    assertMade();
  }

  @Test
  void call_thatFails_failsWithWhatTheServiceSaid() {
    CompletableFuture<String> asked =
        ask(CompletableFuture.failedFuture(Status.NOT_FOUND.asRuntimeException()));
    ExecutionException e = assertThrows(ExecutionException.class, asked::get);
    assertEquals(
        Status.Code.NOT_FOUND, assertInstanceOf(ServiceException.class, e.getCause()).code());
  }
}
