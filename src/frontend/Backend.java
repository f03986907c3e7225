package frontend;

import common.metrics.Metrics;
import common.process.Failures;
import common.rpc.RpcChannel;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A service behind the frontend, and a circuit breaker for it: a service that stands still must not
 * hold all workers. While it answers nothing, only a few calls at a time may wait for it, to notice
 * when it is back; others fail at once, and those that were made before give their worker up to
 * requests that wait for it.
 */
final class Backend {
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK_MILLIS = 50;

  private final RpcChannel channel;
  private final int probes;
  private final AtomicInteger waiting = new AtomicInteger();
  private final BooleanSupplier othersWait;
  private final LongSupplier clock;
  private volatile long lastAnswer;
  private volatile boolean failing;

  /**
   * @param probes calls that may wait for it while it answers nothing
   * @param othersWait whether requests wait for the thread that asks
   */
  Backend(RpcChannel channel, int probes, BooleanSupplier othersWait) {
    this(channel, probes, othersWait, System::nanoTime);
  }

  Backend(RpcChannel channel, int probes, BooleanSupplier othersWait, LongSupplier clock) {
    this.channel = channel;
    this.probes = probes;
    this.othersWait = othersWait;
    this.clock = clock;
    this.lastAnswer = clock.getAsLong();
    Metrics.ofProcess()
        .gauge(
            "toystore_workers_waiting",
            "Workers that wait for another service.",
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
   * Makes a call and waits for it, which ends at its deadline at the latest.
   *
   * @throws ServiceException if the call failed; {@code UNAVAILABLE} if it was not made, {@code
   *     DEADLINE_EXCEEDED} if it was not waited for
   */
  <T> T await(Supplier<CompletableFuture<T>> call) {
    return await(call, value -> true);
  }

  /**
   * The same.
   *
   * @param isAnswer whether a result shows that the service does its work
   */
  <T> T await(Supplier<CompletableFuture<T>> call, Predicate<T> isAnswer) {
    if (!enter()) {
      throw new ServiceException(channel.target(), Status.Code.UNAVAILABLE, null);
    }
    boolean answered = false;
    try {
      T value = join(call.get());
      answered = isAnswer.test(value);
      return value;
    } catch (CompletionException e) {
      Throwable failure = Failures.cause(e);
      Status.Code code = Status.fromThrowable(failure).getCode();
      answered = code != Status.Code.DEADLINE_EXCEEDED && code != Status.Code.UNAVAILABLE;
      throw new ServiceException(channel.target(), code, failure);
    } finally {
      leave(answered);
    }
  }

  private <T> T join(CompletableFuture<T> call) {
    while (true) {
      try {
        return call.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (standsStill() && waiting.get() > probes && othersWait.getAsBoolean()) {
          throw new ServiceException(channel.target(), Status.Code.DEADLINE_EXCEEDED, null);
        }
      } catch (ExecutionException e) {
        throw new CompletionException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CompletionException(e);
      }
    }
  }

  private boolean standsStill() {
    return clock.getAsLong() - lastAnswer > STALL_NANOS;
  }

  private boolean enter() {
    int before = waiting.getAndIncrement();
    if (before == 0 && !failing) {
      lastAnswer = clock.getAsLong(); // Nothing was asked, so nothing could be answered.
    } else if (before >= probes && standsStill()) {
      waiting.decrementAndGet();
      return false;
    }
    return true;
  }

  private void leave(boolean answered) {
    failing = !answered;
    if (answered) {
      lastAnswer = clock.getAsLong();
    }
    waiting.decrementAndGet();
  }
}
