package common.rpc;

import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.Closeable;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The one channel to a service: made lazily, shared by all callers. Every call has a deadline. gRPC
 * sends a call again that got lost on the way, three times at most, so the methods called must be
 * safe to repeat.
 */
public final class RpcChannel implements Closeable {
  private static final int WINDOW_BYTES = 1 << 20;
  private static final int CONNECT_MILLIS = 1000;
  private static final long KEEP_ALIVE_SECONDS = 5;
  private static final long RECONNECT_MILLIS = 200;

  /**
   * For all methods. UNKNOWN is there because a call that is begun while its connection breaks ends
   * that way; a service that really answers UNKNOWN is asked again for nothing.
   */
  private static final Map<String, ?> SERVICE_CONFIG =
      Map.of(
          "methodConfig",
          List.of(
              Map.of(
                  "name",
                  List.of(Map.of()),
                  "retryPolicy",
                  Map.of(
                      "maxAttempts",
                      4.0,
                      "initialBackoff",
                      "0.05s",
                      "maxBackoff",
                      "0.2s",
                      "backoffMultiplier",
                      2.0,
                      "retryableStatusCodes",
                      List.of("UNAVAILABLE", "UNKNOWN")))));

  private final String target;
  private final EventLoop loop;
  private final ManagedChannel channel;

  /**
   * @param target what the other side is called in messages, like {@code catalog}
   * @param hosts a host, or several of which one leads, comma-separated; each with a port of its
   *     own ({@code host:port}) if need be
   * @param port of the hosts without one
   */
  public RpcChannel(String target, String hosts, int port) {
    this.target = target;
    this.loop = EventLoops.start(target + "-channel", 1).next();
    this.channel =
        builder(target, Hosts.parse(hosts, port))
            .eventLoopGroup(loop)
            .channelType(EventLoops.clientChannel())
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .directExecutor()
            .flowControlWindow(WINDOW_BYTES)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .defaultServiceConfig(SERVICE_CONFIG)
            .disableServiceConfigLookUp()
            .enableRetry()
            .usePlaintext()
            .intercept(new ClientCallCounter(), new TraceInterceptor())
            .build();
    reconnectSoon();
  }

  private static NettyChannelBuilder builder(String target, List<InetSocketAddress> servers) {
    InetSocketAddress first = servers.get(0);
    return servers.size() == 1 && Hosts.isAddress(first)
        ? NettyChannelBuilder.forAddress(first.getHostString(), first.getPort())
        : NettyChannelBuilder.forTarget(LeaderResolverProvider.target(target, servers));
  }

  /** Begins to connect, so that the first call need not wait for that. */
  public void connect() {
    channel.getState(true);
  }

  /** What the other side is called in messages. */
  public String target() {
    return target;
  }

  /**
   * Calls, and again where the call got lost, all within the deadline.
   *
   * @return completed on the channel's own thread (do not block it); fails with a
   *     StatusRuntimeException
   */
  public <Q, R> CompletableFuture<R> call(
      MethodDescriptor<Q, R> method, Q request, long deadlineMillis) {
    return call(method, request, deadlineMillis, new Attempts(), TraceParent.NONE);
  }

  /**
   * The same, and counts how often the call was sent.
   *
   * @param traceparent goes along in the call's metadata
   */
  public <Q, R> CompletableFuture<R> call(
      MethodDescriptor<Q, R> method,
      Q request,
      long deadlineMillis,
      Attempts attempts,
      String traceparent) {
    CallOptions options =
        CallOptions.DEFAULT
            .withOption(TraceParent.OF_CALL, traceparent)
            .withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS)
            .withStreamTracerFactory(attempts);
    Reply<R> reply = new Reply<>();
    // A context of its own: a purchase goes on when the caller that brought it hangs up.
    Context previous = Context.ROOT.attach();
    try {
      ClientCalls.asyncUnaryCall(channel.newCall(method, options), request, reply);
    } catch (RuntimeException e) {
      reply.onError(e);
    } finally {
      Context.ROOT.detach(previous);
    }
    return reply.result;
  }

  /**
   * Opens a stream both ways. It has no deadline, so whoever opens it must notice by itself when
   * the other side is silent.
   *
   * @param replies hears of replies, and of the end, on the channel's own thread as long as the
   *     stream lasts
   * @return to be used by one thread at a time
   */
  public <Q, R> StreamObserver<Q> stream(MethodDescriptor<Q, R> method, StreamObserver<R> replies) {
    Context previous = Context.ROOT.attach();
    try {
      return ClientCalls.asyncBidiStreamingCall(
          channel.newCall(method, CallOptions.DEFAULT), replies);
    } finally {
      Context.ROOT.detach(previous);
    }
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
    channel.shutdownNow();
    EventLoops.stop(loop.parent());
  }

  /**
   * gRPC waits up to two minutes between attempts to connect; a store must be back sooner. So while
   * there is no connection, it is asked to try again at a steady pace.
   */
  private void reconnectSoon() {
    ConnectivityState state = channel.getState(false);
    if (state == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
      onOwnThreadLater(this::reconnectSoon);
    } else {
      channel.notifyWhenStateChanged(state, () -> onOwnThreadLater(this::reconnectSoon));
    }
  }

  private void onOwnThreadLater(Runnable task) {
    try {
      schedule(task, RECONNECT_MILLIS);
    } catch (RejectedExecutionException e) {
      // Closed.
    }
  }

  /** Completes a call on the channel's own thread, whichever one gRPC brings the news on. */
  private final class Reply<R> implements StreamObserver<R> {
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private R value;

    @Override
    public void onNext(R reply) {
      value = reply;
    }

    @Override
    public void onError(Throwable failure) {
      onOwnThread(() -> result.completeExceptionally(RpcStatus.failure(failure)));
    }

    @Override
    public void onCompleted() {
      if (value == null) {
        onError(Status.INTERNAL.withDescription("the reply has no message").asRuntimeException());
      } else {
        onOwnThread(() -> result.complete(value));
      }
    }

    private void onOwnThread(Runnable completion) {
      if (loop.inEventLoop()) {
        completion.run();
        return;
      }
      try {
        loop.execute(completion);
      } catch (RejectedExecutionException e) {
        completion.run();
      }
    }
  }
}
