package common.rpc;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.Closeable;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Asks one server whether it serves, when told to. Lives on the one thread of its loop. */
final class HealthPoll implements Closeable {
  private static final int DEADLINE_MILLIS = 500;

  private final EventLoop loop;
  private final Runnable answered;
  private final ManagedChannel channel;
  private boolean asked;
  private boolean heard;
  private boolean serving;
  private boolean closed;

  /**
   * Nothing is asked yet.
   *
   * @param answered is told when there is an answer, or the time for it is over
   */
  HealthPoll(InetSocketAddress server, EventLoop loop, Runnable answered) {
    this.loop = loop;
    this.answered = answered;
    this.channel =
        NettyChannelBuilder.forAddress(server)
            .eventLoopGroup(loop)
            .channelType(EventLoops.clientChannel())
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, DEADLINE_MILLIS)
            .directExecutor()
            .usePlaintext()
            .build();
  }

  /** Whether there was an answer, or the time for one is over. */
  boolean isHeard() {
    return heard;
  }

  /** Whether the last answer was "serving", and came in time. */
  boolean isServing() {
    return serving;
  }

  /** Asks, unless an answer is on its way. */
  void ask() {
    if (closed || asked) {
      return;
    }
    asked = true;
    // An address that was away may be back: gRPC would wait up to two minutes.
    channel.resetConnectBackoff();
    ClientCalls.asyncUnaryCall(
        channel.newCall(
            HealthGrpc.getCheckMethod(),
            CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)),
        HealthCheckRequest.getDefaultInstance(),
        new Answer());
  }

  private void answered(boolean nowServing) {
    if (closed) {
      return;
    }
    asked = false;
    heard = true;
    serving = nowServing;
    answered.run();
  }

  @Override
  public void close() {
    closed = true;
    channel.shutdownNow();
  }

  private final class Answer implements StreamObserver<HealthCheckResponse> {
    private boolean yes;

    @Override
    public void onNext(HealthCheckResponse answer) {
      yes = answer.getStatus() == ServingStatus.SERVING;
    }

    @Override
    public void onError(Throwable failure) {
      tell(false);
    }

    @Override
    public void onCompleted() {
      tell(yes);
    }

    /** gRPC tells some failures on other threads. */
    private void tell(boolean nowServing) {
      try {
        loop.execute(() -> answered(nowServing));
      } catch (RejectedExecutionException e) {
        // The channel is closed, and nobody wants to know.
      }
    }
  }
}
