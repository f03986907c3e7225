package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import common.rpc.RpcChannel;
import common.testing.Await;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that are answered by hand. Nothing listens where the channel leads: only its thread is. */
final class BatcherTest {
  private record Call(List<Integer> questions, CompletableFuture<List<String>> answers) {
    void answer() {
      answers.complete(questions.stream().map(question -> "answer " + question).toList());
    }
  }

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final RpcChannel channel = new RpcChannel("nobody", "127.0.0.1", 1);
  private final Batcher<Integer, String> batcher = new Batcher<>(channel, "test", this::call);

  private CompletableFuture<List<String>> call(List<Integer> questions) {
    Call call = new Call(questions, new CompletableFuture<>());
    calls.add(call);
    return call.answers();
  }

  @AfterEach
  void close() {
    channel.close();
  }

  private void awaitCalls(int count) {
    Await.until(count + " calls are out", () -> calls.size() >= count);
    assertEquals(count, calls.size());
  }

  private void answerOnTheChannel(Call call) {
    channel.execute(call::answer);
  }

  /** On the channel's thread nothing leaves meanwhile, and no call can be held to take its time. */
  private List<CompletableFuture<String>> askTogether(int from, int to) {
    CompletableFuture<List<CompletableFuture<String>>> asked = new CompletableFuture<>();
    channel.execute(
        () -> asked.complete(IntStream.range(from, to).mapToObj(batcher::ask).toList()));
    return asked.join();
  }

  @Test
  void ask_nothingIsOut_leavesAtOnceAndAlone() {
    CompletableFuture<String> first = batcher.ask(1);
    awaitCalls(1);
    CompletableFuture<String> second = batcher.ask(2);
    awaitCalls(2);
    assertEquals(List.of(1), calls.get(0).questions());
    assertEquals(List.of(2), calls.get(1).questions());
    calls.forEach(this::answerOnTheChannel);
    assertEquals("answer 1", first.join());
    assertEquals("answer 2", second.join());
  }

  @Test
  void ask_twoCallsAreOut_theRestGathersUntilOneReturns() {
    askTogether(0, 1);
    awaitCalls(1);
    askTogether(1, 2);
    awaitCalls(2);
    CompletableFuture<List<CompletableFuture<String>>> asked = new CompletableFuture<>();
    channel.execute(
        () -> {
          asked.complete(IntStream.range(2, 12).mapToObj(batcher::ask).toList());
          calls.get(0).answer();
        });
    awaitCalls(3);
    assertEquals(IntStream.range(2, 12).boxed().toList(), calls.get(2).questions());
    answerOnTheChannel(calls.get(2));
    for (int i = 0; i < 10; i++) {
      assertEquals("answer " + (i + 2), asked.join().get(i).join());
    }
  }

  @Test
  void ask_callsThatAreHeldUp_doNotHoldUpTheOthers() {
    CompletableFuture<String> first = batcher.ask(1);
    awaitCalls(1);
    CompletableFuture<String> second = batcher.ask(2);
    awaitCalls(2);
    CompletableFuture<String> third = batcher.ask(3);
    awaitCalls(3);
    answerOnTheChannel(calls.get(2));
    assertEquals("answer 3", third.join());
    assertFalse(first.isDone() || second.isDone());

    // When the late ones come back, they are answered, and others still leave.
    answerOnTheChannel(calls.get(0));
    answerOnTheChannel(calls.get(1));
    assertEquals("answer 1", first.join());
    assertEquals("answer 2", second.join());
    CompletableFuture<String> last = batcher.ask(4);
    awaitCalls(4);
    answerOnTheChannel(calls.get(3));
    assertEquals("answer 4", last.join());
  }

  @Test
  void ask_moreThanACallCarries_areSeveralCallsInOrder() {
    List<CompletableFuture<String>> asked = askTogether(0, 1000);
    for (int i = 0; i < 1000; ) {
      int call = i / 256;
      Await.until("the next call is out", () -> calls.size() > call);
      answerOnTheChannel(calls.get(call));
      for (int question : calls.get(call).questions()) {
        assertEquals(i, question);
        assertEquals("answer " + i, asked.get(i).join());
        i++;
      }
    }
    assertEquals(4, calls.size());
  }

  @Test
  void aCallThatFails_failsWhatItCarriedAndNothingElse() {
    StatusRuntimeException failure = Status.UNAVAILABLE.asRuntimeException();
    List<CompletableFuture<String>> lost = askTogether(0, 3);
    awaitCalls(1);
    calls.get(0).answers().completeExceptionally(failure);
    for (CompletableFuture<String> answer : lost) {
      assertSame(failure, assertThrows(CompletionException.class, answer::join).getCause());
    }
    CompletableFuture<String> next = batcher.ask(3);
    awaitCalls(2);
    answerOnTheChannel(calls.get(1));
    assertEquals("answer 3", next.join());
  }

  @Test
  void aReplyWithTooFewAnswers_failsThoseThatAreMissing() {
    List<CompletableFuture<String>> asked = askTogether(0, 3);
    awaitCalls(1);
    calls.get(0).answers().complete(List.of("answer 0", "answer 1"));
    assertEquals("answer 1", asked.get(1).join());
    Throwable missing = assertThrows(CompletionException.class, asked.get(2)::join).getCause();
    assertEquals(Status.Code.INTERNAL, Status.fromThrowable(missing).getCode());
  }

  @Test
  void ask_ofAClosedChannel_fails() {
    channel.close();
    Await.until("the channel's thread has ended", () -> batcher.ask(1).isCompletedExceptionally());
    Await.until("so it is for the next", () -> batcher.ask(2).isCompletedExceptionally());
  }
}
