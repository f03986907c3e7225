package common.rpc;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.Closeable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The one channel to a service: made lazily, shared by all callers. Every call has a deadline; a
 * call that got lost on the way is sent again, three times at most, so the methods called must be
 * safe to repeat.
 */
public final class RpcChannel implements Closeable {
  private static final int WINDOW_BYTES = 1 << 20;
  private static final int CONNECT_MILLIS = 1000;
  private static final long KEEP_ALIVE_SECONDS = 5;
  private static final long[] PAUSES_MILLIS = {50, 100, 200};
  private static final long RECONNECT_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final String target;
  private final EventLoop loop;
  private final ManagedChannel channel;
  private volatile boolean closed;
  private final AtomicLong lastReconnect = new AtomicLong(System.nanoTime());

  /**
   * @param target what the other side is called in messages, like {@code catalog}
   */
  public RpcChannel(String target, String host, int port) {
    this.target = target;
    this.loop = EventLoops.start(target + "-channel", 1).next();
    this.channel =
        NettyChannelBuilder.forAddress(host, port)
            .eventLoopGroup(loop)
            .channelType(EventLoops.clientChannel())
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .directExecutor()
            .flowControlWindow(WINDOW_BYTES)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .disableRetry()
            .usePlaintext()
            .build();
  }

  /** What the other side is called in messages. */
  public String target() {
    return target;
  }

  /**
   * Calls once, and again where the call got lost, all within the deadline.
   *
   * @return completed on the channel's own thread (do not block it); fails with a
   *     StatusRuntimeException
   */
  public <Q, R> CompletableFuture<R> call(
      MethodDescriptor<Q, R> method, Q request, long deadlineMillis) {
    Deadline deadline = Deadline.after(deadlineMillis, TimeUnit.MILLISECONDS);
    CompletableFuture<R> result = new CompletableFuture<>();
    new Attempt<>(method, request, deadline, result).send(0);
    return result;
  }

  /** Calls once: for questions whose point is whether the other side answers now. */
  public <Q, R> CompletableFuture<R> callOnce(
      MethodDescriptor<Q, R> method, Q request, long deadlineMillis) {
    Deadline deadline = Deadline.after(deadlineMillis, TimeUnit.MILLISECONDS);
    CompletableFuture<R> result = new CompletableFuture<>();
    new Attempt<>(method, request, deadline, result).send(PAUSES_MILLIS.length);
    return result;
  }

  /** Runs a task on the channel's own thread: it must not wait. */
  public void execute(Runnable task) {
    loop.execute(task);
  }

  /** Runs a task on the channel's own thread some time later: it must not wait. */
  public void schedule(Runnable task, long millis) {
    loop.schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  /** Ends it; calls in hand are cut off. */
  @Override
  public void close() {
    closed = true;
    channel.shutdownNow();
    EventLoops.stop(loop.parent());
  }

  /** What gRPC has to tell about a connection comes on whichever thread is at hand. */
  private void onOwnThread(Runnable news) {
    if (loop.inEventLoop()) {
      news.run();
      return;
    }
    try {
      loop.execute(news);
    } catch (RejectedExecutionException e) {
      news.run();
    }
  }

  /** gRPC waits up to two minutes between attempts to connect; a store must be back sooner. */
  private void reconnectSoon() {
    long now = System.nanoTime();
    long last = lastReconnect.get();
    if (now - last > RECONNECT_EVERY_NANOS && lastReconnect.compareAndSet(last, now)) {
      channel.resetConnectBackoff();
    }
  }

  /** A call and its repetitions. */
  private final class Attempt<Q, R> {
    private final MethodDescriptor<Q, R> method;
    private final Q request;
    private final Deadline deadline;
    private final CompletableFuture<R> result;

    Attempt(
        MethodDescriptor<Q, R> method, Q request, Deadline deadline, CompletableFuture<R> result) {
      this.method = method;
      this.request = request;
      this.deadline = deadline;
      this.result = result;
    }

    void send(int attempt) {
      // A context of its own: a purchase goes on when the caller that brought it hangs up.
      Context previous = Context.ROOT.attach();
      try {
        ClientCalls.asyncUnaryCall(
            channel.newCall(method, CallOptions.DEFAULT.withDeadline(deadline)),
            request,
            new Reply(attempt));
      } catch (RuntimeException e) {
        result.completeExceptionally(e);
      } finally {
        Context.ROOT.detach(previous);
      }
    }

    private void failed(Throwable failure, int attempt) {
      if (Status.fromThrowable(failure).getCode() == Status.Code.UNAVAILABLE) {
        reconnectSoon();
      }
      if (closed
          || attempt >= PAUSES_MILLIS.length
          || !RpcStatus.mayRetry(failure)
          || deadline.timeRemaining(TimeUnit.MILLISECONDS) <= PAUSES_MILLIS[attempt]) {
        result.completeExceptionally(failure);
        return;
      }
      try {
        loop.schedule(() -> send(attempt + 1), PAUSES_MILLIS[attempt], TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        result.completeExceptionally(failure);
      }
    }

    private final class Reply implements StreamObserver<R> {
      private final int attempt;
      private R value;

      Reply(int attempt) {
        this.attempt = attempt;
      }

      @Override
      public void onNext(R reply) {
        value = reply;
      }

      @Override
      public void onError(Throwable failure) {
        onOwnThread(() -> failed(RpcStatus.failure(failure), attempt));
      }

      private void succeeded() {
        if (value == null) {
          result.completeExceptionally(
              Status.INTERNAL.withDescription("the reply has no message").asRuntimeException());
        } else {
          result.complete(value);
        }
      }

      @Override
      public void onCompleted() {
        onOwnThread(this::succeeded);
      }
    }
  }
}
