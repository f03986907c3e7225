package common.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import common.testing.Await;
import common.testing.RpcServerContract;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.ListReply;
import rpc.catalog.ListRequest;

/** A server with a service of which no call is implemented. */
final class RpcServerTest implements RpcServerContract {
  private final RpcServer server =
      new RpcServer("test", "127.0.0.1", 0, 1, new CatalogGrpc.CatalogImplBase() {});
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    server.start();
    channel = connect();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.abort();
  }

  @Test
  void callsBeyondTheLimitOfAConnection_waitAndFailNothing() throws Exception {
    Queue<StreamObserver<ListReply>> held = new ConcurrentLinkedQueue<>();
    RpcServer slow =
        new RpcServer(
            "slow",
            "127.0.0.1",
            0,
            1,
            new CatalogGrpc.CatalogImplBase() {
              @Override
              public void list(ListRequest request, StreamObserver<ListReply> reply) {
                held.add(reply);
              }
            });
    slow.start();
    try (RpcChannel caller = new RpcChannel("slow", "127.0.0.1", slow.port())) {
      List<CompletableFuture<ListReply>> calls = new ArrayList<>();
      for (int i = 0; i < 2 * RpcServer.MAX_CALLS_PER_CONNECTION; i++) {
        calls.add(
            caller.call(CatalogGrpc.getListMethod(), ListRequest.getDefaultInstance(), 20_000));
      }
      Await.until("the limit is reached", () -> held.size() >= RpcServer.MAX_CALLS_PER_CONNECTION);
      assertEquals(RpcServer.MAX_CALLS_PER_CONNECTION, held.size());
      Await.until(
          "all are answered",
          () -> {
            StreamObserver<ListReply> next = held.poll();
            if (next != null) {
              next.onNext(ListReply.getDefaultInstance());
              next.onCompleted();
            }
            return calls.stream().allMatch(CompletableFuture::isDone);
          });
      calls.forEach(CompletableFuture::join);
    } finally {
      slow.abort();
    }
  }

  @Test
  void connectionsBeyondTheLimit_areEnded_andThereIsRoomAgainLater() {
    List<ManagedChannel> channels = new ArrayList<>();
    try {
      for (int i = 0; i < RpcServer.MAX_CONNECTIONS; i++) {
        channels.add(connect());
        check(channels.get(i));
      }
      ManagedChannel late = connect();
      channels.add(late);
      assertThrows(StatusRuntimeException.class, () -> check(late));
      channels.get(0).shutdownNow();
      Await.until(
          "room",
          () -> {
            late.resetConnectBackoff();
            try {
              check(late);
              return true;
            } catch (StatusRuntimeException e) {
              return false;
            }
          });
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  private ManagedChannel connect() {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  private static void check(Channel channel) {
    HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance());
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public String serviceName() {
    return CatalogGrpc.SERVICE_NAME;
  }
}
