package common.testing;

import common.journal.FaultyDisk;
import common.process.StartException;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC service in this JVM, on a disk with faults, and a client of it. It can be stopped, killed
 * and started again; it keeps its port. A test thread's calls arrive in their order.
 */
public abstract class RunningService implements AutoCloseable {
  protected static final String HOST = "127.0.0.1";
  protected static final int WORKERS = 2;

  private static final long DEADLINE_SECONDS = 20;

  /**
   * A service that runs.
   *
   * @param close shuts it down as SIGTERM does
   * @param crash stops it at once
   */
  public record Started(int port, Runnable close, Runnable crash) {}

  protected final Path folder;
  private final FaultyDisk disk = new FaultyDisk();
  private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
  private Started service;
  private ManagedChannel channel;
  private int port;

  /** Not started yet. */
  protected RunningService(Path folder) {
    this.folder = folder;
  }

  /** Starts the service on its folder and disk; on port 0 it takes any. */
  protected abstract Started launch(int atPort) throws StartException;

  /** Makes a call and tells whether the service answered it. */
  protected abstract boolean answers();

  /** Starts it; the port is the same each time. */
  public RunningService start() throws StartException {
    service = launch(port);
    port = service.port();
    if (channel == null) {
      channel =
          NettyChannelBuilder.forAddress(HOST, port)
              .usePlaintext()
              .directExecutor()
              .disableRetry()
              .build();
    }
    channel.resetConnectBackoff();
    // Calls made before there is a connection would arrive in any order.
    Await.until("the service answers", this::answers);
    return this;
  }

  /** Shuts it down, as SIGTERM does. */
  public final void stop() {
    service.close().run();
    service = null;
  }

  /** Kills it: nothing it was about to do is done. */
  public final void kill() {
    disk.kill();
    service.crash().run();
    service = null;
    disk.restart();
  }

  /** Kills it, and starts it again. */
  public final void restart() throws StartException {
    kill();
    start();
  }

  /** The disk under it. */
  public final FaultyDisk disk() {
    return disk;
  }

  /** What it told that the process must end for. */
  public final List<Throwable> fatal() {
    return fatal;
  }

  /** A file in its folder. */
  public final Path file(String name) {
    return folder.resolve(name);
  }

  /** Where it listens. */
  public final int port() {
    return port;
  }

  /** The channel of its client. */
  public final ManagedChannel channel() {
    return channel;
  }

  /** A stub whose calls wait for the connection, but not for ever. */
  protected static <S extends AbstractBlockingStub<S>> S patient(S stub) {
    return stub.withWaitForReady().withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Makes a call; the answer comes later. */
  protected final <Q, A> CompletableFuture<A> callLater(MethodDescriptor<Q, A> method, Q request) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    ClientCalls.asyncUnaryCall(
        channel.newCall(method, options),
        request,
        new StreamObserver<A>() {
          @Override
          public void onNext(A value) {
            answer.complete(value);
          }

          @Override
          public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
          }

          @Override
          public void onCompleted() {}
        });
    return answer;
  }

  /** The code with which a call fails; OK if it does not. */
  public static Status.Code code(Runnable call) {
    try {
      call.run();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  /** The code with which a call fails that was made with {@link #callLater}. */
  public static Status.Code code(CompletableFuture<?> answer) throws Exception {
    return answer
        .handle(
            (value, failure) ->
                failure == null ? Status.Code.OK : Status.fromThrowable(failure).getCode())
        .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Kills it, if it runs. */
  @Override
  public void close() {
    if (service != null) {
      kill();
    }
    if (channel != null) {
      channel.shutdownNow();
    }
  }
}
