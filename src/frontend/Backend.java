package frontend;

import common.metrics.Metrics;
import common.process.Failures;
import common.rpc.RpcChannel;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A service behind the frontend, and a circuit breaker for it: requests that wait for a service
 * that stands still must not take all the room there is for requests. So many calls at a time may
 * wait for it; and while it answers nothing, only a few, to notice when it is back. The others fail
 * at once.
 */
final class Backend {
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int CALLS_PER_PROBE = 32;

  private final RpcChannel channel;
  private final int calls;
  private final int probes;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongSupplier clock;
  private volatile long lastAnswer;
  private volatile boolean failing;

  /**
   * @param calls that may wait for it at a time
   */
  Backend(RpcChannel channel, int calls) {
    this(channel, calls, System::nanoTime);
  }

  Backend(RpcChannel channel, int calls, LongSupplier clock) {
    this.channel = channel;
    this.calls = calls;
    this.probes = Math.max(2, calls / CALLS_PER_PROBE);
    this.clock = clock;
    this.lastAnswer = clock.getAsLong();
    Metrics.ofProcess()
        .gauge(
            "toystore_requests_waiting",
            "Requests that wait for another service.",
            waiting::get,
            "service",
            channel.target());
  }

  RpcChannel channel() {
    return channel;
  }

  /** Calls that wait now. */
  int waiting() {
    return waiting.get();
  }

  /**
   * Makes a call, which ends at its deadline at the latest.
   *
   * @return fails with a {@link ServiceException} if the call fails, or is not made
   */
  <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> call) {
    return call(call, value -> true);
  }

  /**
   * The same.
   *
   * @param isAnswer whether a result shows that the service does its work
   */
  <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> call, Predicate<T> isAnswer) {
    if (!enter()) {
      return CompletableFuture.failedFuture(
          new ServiceException(channel.target(), Status.Code.UNAVAILABLE, null));
    }
    return call.get()
        .handle(
            (value, failure) -> {
              if (failure == null) {
                leave(isAnswer.test(value));
                return value;
              }
              Throwable cause = Failures.cause(failure);
              Status.Code code = Status.fromThrowable(cause).getCode();
              leave(code != Status.Code.DEADLINE_EXCEEDED && code != Status.Code.UNAVAILABLE);
              throw new ServiceException(channel.target(), code, cause);
            });
  }

  private boolean enter() {
    int before = waiting.getAndIncrement();
    if (before == 0 && !failing) {
      lastAnswer = clock.getAsLong(); // Nothing was asked, so nothing could be answered.
    } else if (before >= calls || before >= probes && standsStill()) {
      waiting.decrementAndGet();
      return false;
    }
    return true;
  }

  private boolean standsStill() {
    return clock.getAsLong() - lastAnswer > STALL_NANOS;
  }

  private void leave(boolean answered) {
    failing = !answered;
    if (answered) {
      lastAnswer = clock.getAsLong();
    }
    waiting.decrementAndGet();
  }
}
