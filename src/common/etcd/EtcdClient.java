package common.etcd;

import common.process.Log;
import common.rpc.EventLoops;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client of an etcd cluster. It talks to one member until that one is away, hangs or is without a
 * quorum, and then to the next; every call has a deadline. A call may reach etcd more than once, so
 * a request must be one that can be repeated: our transactions put keys only where there are none.
 *
 * <p>Futures are completed on the client's one thread, which must not be blocked.
 */
public final class EtcdClient implements Closeable {
  /** A member that needs longer for an answer is given up for another. */
  static final long ATTEMPT_MILLIS = 1000;

  /** Once all members have failed, the next round begins after this. */
  private static final long ROUND_PAUSE_MILLIS = 50;

  private static final int CONNECT_MILLIS = 1000;
  private static final long KEEP_ALIVE_SECONDS = 10;

  /** A page of a journal fits: see {@link EtcdRows}. */
  private static final int MAX_MESSAGE_BYTES = 32 << 20;

  private final EventLoop loop = EventLoops.start("etcd", 1).next();
  private final List<ManagedChannel> members = new ArrayList<>();
  private final AtomicInteger current = new AtomicInteger();
  private volatile boolean closed;

  /**
   * Connects when it is first called.
   *
   * @throws IOException if a file of the TLS settings cannot be used
   */
  public EtcdClient(EtcdOptions options) throws IOException {
    for (URI endpoint : options.endpoints()) {
      members.add(channel(endpoint, credentials(endpoint, options.tls())));
    }
  }

  private static ChannelCredentials credentials(URI endpoint, EtcdOptions.Tls tls)
      throws IOException {
    if (!endpoint.getScheme().equals("https")) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    if (tls.ca().isPresent()) {
      builder.trustManager(tls.ca().get());
    }
    if (tls.client().isPresent()) {
      builder.keyManager(tls.client().get().certificate(), tls.client().get().key());
    }
    return builder.build();
  }

  private ManagedChannel channel(URI endpoint, ChannelCredentials credentials) {
    return NettyChannelBuilder.forAddress(endpoint.getHost(), endpoint.getPort(), credentials)
        .eventLoopGroup(loop)
        .channelType(EventLoops.clientChannel())
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .directExecutor()
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .disableRetry()
        .build();
  }

  /**
   * Calls until there is an answer, at another member each time, within the deadline.
   *
   * @return fails with a StatusRuntimeException
   */
  <Q, R> CompletableFuture<R> call(MethodDescriptor<Q, R> method, Q request, long deadlineMillis) {
    CompletableFuture<R> result = new CompletableFuture<>();
    Deadline deadline = Deadline.after(deadlineMillis, TimeUnit.MILLISECONDS);
    attempt(method, request, deadline, 1, result);
    return result;
  }

  private <Q, R> void attempt(
      MethodDescriptor<Q, R> method,
      Q request,
      Deadline deadline,
      int number,
      CompletableFuture<R> result) {
    long left = Math.max(1, deadline.timeRemaining(TimeUnit.MILLISECONDS));
    callOnce(method, request, Math.min(left, ATTEMPT_MILLIS))
        .whenComplete(
            (reply, failure) -> {
              if (failure == null) {
                result.complete(reply);
              } else if (!EtcdFailures.mayPass(failure) || deadline.isExpired() || closed) {
                result.completeExceptionally(failure);
              } else {
                long pause = number % members.size() == 0 ? ROUND_PAUSE_MILLIS : 0;
                schedule(
                    () -> attempt(method, request, deadline, number + 1, result),
                    pause,
                    () -> result.completeExceptionally(failure));
              }
            });
  }

  /**
   * Calls one member, once. Without an answer, the next call goes to the next member.
   *
   * @param method unary, or a stream of which one request and one response are wanted
   */
  <Q, R> CompletableFuture<R> callOnce(
      MethodDescriptor<Q, R> method, Q request, long deadlineMillis) {
    int member = current.get();
    CompletableFuture<R> result = call(member, method, request, deadlineMillis);
    return result.whenComplete(
        (reply, failure) -> {
          if (failure != null && EtcdFailures.mayPass(failure)) {
            giveUp(member);
          }
        });
  }

  private <Q, R> CompletableFuture<R> call(
      int member, MethodDescriptor<Q, R> method, Q request, long deadlineMillis) {
    CompletableFuture<R> result = new CompletableFuture<>();
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS);
    ClientCalls.asyncUnaryCall(
        members.get(member).newCall(method, options), request, new Reply<>(result));
    return result;
  }

  /** Calls each member; the answers of those that answer. */
  <Q, R> List<R> ofEachMember(MethodDescriptor<Q, R> method, Q request, long deadlineMillis)
      throws InterruptedException {
    List<R> answers = new ArrayList<>();
    for (int member = 0; member < members.size(); member++) {
      try {
        answers.add(await(call(member, method, request, deadlineMillis)));
      } catch (EtcdException e) {
        Log.info("a member of etcd does not answer: " + e.getMessage());
      }
    }
    return answers;
  }

  /** A call on the member that is being talked to: for a stream that stays open. */
  <Q, R> ClientCall<Q, R> newStream(MethodDescriptor<Q, R> method) {
    return members.get(current.get()).newCall(method, CallOptions.DEFAULT);
  }

  /** The one that is being talked to. */
  int member() {
    return current.get();
  }

  private void giveUp(int member) {
    current.compareAndSet(member, (member + 1) % members.size());
    // gRPC waits up to two minutes between attempts to connect; a member is back sooner.
    members.get(member).resetConnectBackoff();
  }

  /** Waits for the outcome of a call; not on the client's own thread. */
  static <R> R await(CompletableFuture<R> call) throws EtcdException, InterruptedException {
    try {
      return call.get();
    } catch (ExecutionException e) {
      throw new EtcdException(e.getCause());
    }
  }

  /** Runs a task on the client's thread, unless the client is closed. */
  void schedule(Runnable task, long millis) {
    schedule(task, millis, () -> {});
  }

  private void schedule(Runnable task, long millis, Runnable whenClosed) {
    try {
      loop.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      whenClosed.run();
    }
  }

  /** Ends it; calls in hand fail. */
  @Override
  public void close() {
    closed = true;
    members.forEach(ManagedChannel::shutdownNow);
    EventLoops.stop(loop.parent());
  }

  private static final class Reply<R> implements StreamObserver<R> {
    private final CompletableFuture<R> result;
    private R value;

    Reply(CompletableFuture<R> result) {
      this.result = result;
    }

    @Override
    public void onNext(R reply) {
      value = reply;
    }

    @Override
    public void onError(Throwable failure) {
      result.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      if (value == null) {
        onError(Status.INTERNAL.withDescription("the reply has no message").asRuntimeException());
      } else {
        result.complete(value);
      }
    }
  }
}
