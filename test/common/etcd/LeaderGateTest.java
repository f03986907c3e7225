package common.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import common.rpc.RpcChannel;
import common.rpc.RpcServer;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import rpc.catalog.BuyRequest;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.QueryRequest;
import rpc.catalog.Sale;
import rpc.catalog.Toy;

/** A leader that may have been replaced tells nothing. */
final class LeaderGateTest {
  private volatile long leadsForNanos = 1;
  private volatile boolean stalled;
  private volatile Runnable beforeReply = () -> {};
  private RpcServer server;
  private RpcChannel channel;

  private final class Catalog extends CatalogGrpc.CatalogImplBase {
    @Override
    public void query(QueryRequest request, StreamObserver<Toy> reply) {
      beforeReply.run();
      if (request.getName().isEmpty()) {
        reply.onError(Status.NOT_FOUND.asRuntimeException());
        return;
      }
      reply.onNext(Toy.newBuilder().setName(request.getName()).build());
      reply.onCompleted();
    }

    @Override
    public void buy(BuyRequest request, StreamObserver<Sale> reply) {
      reply.onNext(Sale.getDefaultInstance());
      reply.onCompleted();
    }
  }

  @BeforeEach
  void start() throws Exception {
    LeaderGate gate = new LeaderGate(() -> leadsForNanos, () -> stalled, Set.of("Buy"));
    server = new RpcServer("catalog", "127.0.0.1", 0, 1);
    server.serve(() -> ServerInterceptors.intercept(new Catalog(), gate));
    server.start();
    channel = new RpcChannel("catalog", "127.0.0.1", server.port());
  }

  @AfterEach
  void stop() {
    channel.close();
    server.abort();
  }

  private String query(String name) {
    QueryRequest request = QueryRequest.newBuilder().setName(name).build();
    return channel.call(CatalogGrpc.getQueryMethod(), request, 5000).join().getName();
  }

  private static Status.Code failure(Runnable call) {
    Throwable failure = assertThrows(CompletionException.class, call::run).getCause();
    return Status.fromThrowable(failure).getCode();
  }

  @Test
  void reply_leaseHolds_goesOut() {
    assertEquals("Tux", query("Tux"));
    assertEquals(Status.Code.NOT_FOUND, failure(() -> query("")));
  }

  @Test
  void call_leaseIsOver_isUnavailable() {
    leadsForNanos = 0;
    assertEquals(Status.Code.UNAVAILABLE, failure(() -> query("Tux")));
  }

  @Test
  void reply_leaseEndsBetweenReadingAndReplying_isHeldBack() {
    beforeReply = () -> leadsForNanos = 0;
    assertEquals(Status.Code.UNAVAILABLE, failure(() -> query("Tux")));
  }

  @Test
  void refusal_leaseEndsBetweenDecidingAndReplying_isHeldBack() {
    beforeReply = () -> leadsForNanos = 0;
    assertEquals(Status.Code.UNAVAILABLE, failure(() -> query("")));
  }

  @Test
  void write_etcdTakesNone_isRefusedAtOnce_andReadsGoOn() {
    stalled = true;
    BuyRequest request = BuyRequest.getDefaultInstance();
    assertEquals(
        Status.Code.RESOURCE_EXHAUSTED,
        failure(() -> channel.call(CatalogGrpc.getBuyMethod(), request, 5000).join()));
    assertEquals("Tux", query("Tux"));
  }
}
