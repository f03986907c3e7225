package frontend;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A reply in the making: a call to a service that is out, and how its result becomes a reply.
 *
 * @param <T> what the service returns
 * @param call has a deadline, so it ends
 * @param reply from the call's result to the reply
 */
record Answer<T>(CompletableFuture<T> call, Function<Calls.Result<T>, Reply> reply) {
  /** A reply that needs no service. */
  static Answer<Reply> now(Reply reply) {
    return new Answer<>(CompletableFuture.completedFuture(reply), Calls.Result::value);
  }

  /** Waits for the call. */
  Reply await() {
    return reply.apply(Calls.await(call));
  }

  /** Runs something, on any thread, when {@link #await} need no longer wait. */
  void whenReady(Runnable action) {
    call.whenComplete((value, failure) -> action.run());
  }
}
