package common.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import common.testing.Await;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.ListReply;
import rpc.catalog.ListRequest;
import rpc.catalog.Toy;

/** Callers that read nothing, at a server with large replies. */
@Timeout(60)
final class HeldBytesTest {
  private static final int REPLY_BYTES = 100_000;
  private static final int FIT = 5;

  private static final ListReply REPLY =
      ListReply.newBuilder().addToys(Toy.newBuilder().setName("x".repeat(REPLY_BYTES))).build();

  private final AtomicInteger made = new AtomicInteger();
  private final RpcServer server =
      new RpcServer(
          "test",
          "127.0.0.1",
          0,
          1,
          new CatalogGrpc.CatalogImplBase() {
            @Override
            public void list(ListRequest request, StreamObserver<ListReply> reply) {
              made.incrementAndGet();
              reply.onNext(REPLY);
              reply.onCompleted();
            }
          });
  private final List<ManagedChannel> channels = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    server.start();
  }

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.abort();
  }

  /**
   * @param window bytes that the server may send before they are read
   */
  private ManagedChannel connect(int window) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port())
            .flowControlWindow(window)
            .usePlaintext()
            .build();
    channels.add(channel);
    return channel;
  }

  /** A call that reads nothing unless it is told to. */
  private static final class Deaf extends ClientCall.Listener<ListReply> {
    private final ClientCall<ListRequest, ListReply> call;
    private volatile Status.Code end;

    Deaf(ManagedChannel channel) {
      call = channel.newCall(CatalogGrpc.getListMethod(), CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.sendMessage(ListRequest.getDefaultInstance());
      call.halfClose();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end = status.getCode();
    }

    void cancel() {
      call.cancel("the test has seen enough", null);
    }
  }

  private List<Deaf> list(ManagedChannel channel, int count) {
    List<Deaf> calls = new ArrayList<>();
    int before = made.get();
    for (int i = 0; i < count; i++) {
      calls.add(new Deaf(channel));
    }
    Await.until("all are made", () -> made.get() == before + count);
    return calls;
  }

  private static long refused(List<Deaf> calls) {
    return calls.stream().filter(call -> call.end == Status.Code.RESOURCE_EXHAUSTED).count();
  }

  private static void assertServed(ManagedChannel channel) {
    ListReply reply =
        CatalogGrpc.newBlockingStub(channel)
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .list(ListRequest.getDefaultInstance());
    assertEquals(REPLY, reply);
  }

  @Test
  void repliesThatAreNotRead_areHeldForAFewCalls_andOtherConnectionsAreServed() {
    List<Deaf> deaf = list(connect(1), 50);
    Await.until("the others are refused", () -> refused(deaf) == 50 - FIT);
    assertServed(connect(1 << 20));
    assertEquals(50 - FIT, refused(deaf), "those that fit wait for their reader");
  }

  @Test
  void callsThatAreCancelled_giveBackWhatTheyHeld() {
    ManagedChannel channel = connect(1);
    for (int round = 0; round < 20; round++) {
      list(channel, FIT).forEach(Deaf::cancel);
    }
    Await.until(
        "there is room again",
        () -> {
          List<Deaf> deaf = list(channel, FIT - 1);
          boolean fit = isServed(channel) && refused(deaf) == 0;
          deaf.forEach(Deaf::cancel);
          return fit;
        });
  }

  /** What the server said before is known when this returns. */
  private static boolean isServed(ManagedChannel channel) {
    try {
      HealthGrpc.newBlockingStub(channel)
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .check(HealthCheckRequest.getDefaultInstance());
      return true;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  @Test
  void repliesThatAreRead_giveBackWhatTheyHeld() {
    ManagedChannel channel = connect(1 << 20);
    for (int i = 0; i < 100; i++) {
      assertServed(channel);
    }
  }

  @Test
  void asManySmallCallsAsAConnectionMayHave_areAllServed() throws Exception {
    ManagedChannel channel = connect(1 << 20);
    int count = 20 * RpcServer.MAX_CALLS_PER_CONNECTION;
    CountDownLatch ends = new CountDownLatch(count);
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < count; i++) {
      ClientCalls.asyncUnaryCall(
          channel.newCall(HealthGrpc.getCheckMethod(), CallOptions.DEFAULT),
          HealthCheckRequest.getDefaultInstance(),
          new StreamObserver<>() {
            @Override
            public void onNext(HealthCheckResponse reply) {}

            @Override
            public void onError(Throwable failure) {
              failures.add(failure);
              ends.countDown();
            }

            @Override
            public void onCompleted() {
              ends.countDown();
            }
          });
    }
    ends.await();
    assertEquals(List.of(), List.copyOf(failures));
  }

  /** A stream that says whether it was begun. */
  private static final class Watch extends ClientCall.Listener<HealthCheckResponse> {
    private final ClientCall<HealthCheckRequest, HealthCheckResponse> call;
    private volatile boolean begun;
    private volatile Status.Code end;

    Watch(ManagedChannel channel) {
      call = channel.newCall(HealthGrpc.getWatchMethod(), CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.request(1);
      call.sendMessage(HealthCheckRequest.getDefaultInstance());
      call.halfClose();
    }

    @Override
    public void onMessage(HealthCheckResponse message) {
      begun = true;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end = status.getCode();
    }

    boolean isDecided() {
      return begun || end != null;
    }

    void cancel() {
      call.cancel("the test has seen enough", null);
    }
  }

  @Test
  void streamsBeyondAFew_areRefused_andThereIsRoomAgainLater() {
    ManagedChannel channel = connect(1 << 20);
    List<Watch> watches = new ArrayList<>();
    for (int i = 0; i < 2 * HeldBytes.MAX_STREAMS; i++) {
      watches.add(new Watch(channel));
    }
    Await.until("all are decided", () -> watches.stream().allMatch(Watch::isDecided));
    assertEquals(
        HeldBytes.MAX_STREAMS,
        watches.stream().filter(watch -> watch.end == Status.Code.RESOURCE_EXHAUSTED).count());
    watches.forEach(Watch::cancel);
    Await.until(
        "there is room",
        () -> {
          Watch watch = new Watch(channel);
          Await.until("it is decided", watch::isDecided);
          watch.cancel();
          return watch.begun;
        });
  }
}
