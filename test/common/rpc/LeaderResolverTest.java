package common.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import common.testing.Await;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.QueryRequest;
import rpc.catalog.Toy;
import store.LossyLink;

final class LeaderResolverTest {
  private final RpcServer one = new RpcServer("one", "127.0.0.1", 0, 1);
  private final RpcServer two = new RpcServer("two", "127.0.0.1", 0, 1);
  private LossyLink link;
  private RpcChannel channel;

  /** Says who it is. */
  private static final class Named extends CatalogGrpc.CatalogImplBase {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public void query(QueryRequest request, StreamObserver<Toy> reply) {
      reply.onNext(Toy.newBuilder().setName(name).build());
      reply.onCompleted();
    }
  }

  @BeforeEach
  void start() throws Exception {
    one.start();
    two.start();
    link = new LossyLink(one::port);
    channel = new RpcChannel("catalog", "127.0.0.1:" + link.port() + ",127.0.0.1", two.port());
  }

  @AfterEach
  void stop() throws Exception {
    channel.close();
    link.close();
    one.abort();
    two.abort();
  }

  private String answer(long deadlineMillis) {
    QueryRequest request = QueryRequest.getDefaultInstance();
    return channel.call(CatalogGrpc.getQueryMethod(), request, deadlineMillis).join().getName();
  }

  private boolean answers(String name) {
    try {
      return answer(300).equals(name);
    } catch (CompletionException e) {
      return false;
    }
  }

  private Status failure() {
    Throwable failure = assertThrows(CompletionException.class, () -> answer(1000)).getCause();
    return Status.fromThrowable(failure);
  }

  @Test
  void call_nobodyLeads_isUnavailable() {
    Await.until(
        "it says so",
        () -> ("" + failure().getDescription()).startsWith("no catalog serves at 127.0.0.1:"));
    assertEquals(Status.Code.UNAVAILABLE, failure().getCode());
  }

  @Test
  void call_goesToTheOneThatLeads() {
    two.serve(new Named("two"));
    Await.until("the leader is found", () -> answers("two"));
  }

  @Test
  void call_theFirst_waitsUntilTheLeaderIsFound() {
    two.serve(new Named("two"));
    assertEquals("two", answer(2000));
  }

  @Test
  void call_leaderNoLongerServes_goesToTheNext() {
    one.serve(new Named("one"));
    Await.until("the first leads", () -> answers("one"));
    one.setServing(false);
    two.serve(new Named("two"));
    Await.until("the second leads", Duration.ofSeconds(1), () -> answers("two"));
  }

  @Test
  void call_leaderGone_goesToTheNext() {
    one.serve(new Named("one"));
    Await.until("the first leads", () -> answers("one"));
    one.abort();
    two.serve(new Named("two"));
    Await.until("the second leads", Duration.ofSeconds(1), () -> answers("two"));
  }

  @Test
  void call_leaderHangs_goesToTheNext_andStaysThereWhenTheOldOneIsBack() {
    one.serve(new Named("one"));
    Await.until("the first leads", () -> answers("one"));
    link.swallowReplies();
    two.serve(new Named("two"));
    Await.until("the second leads", Duration.ofSeconds(2), () -> answers("two"));
    link.breakConnections();
    for (int i = 0; i < 20; i++) {
      assertEquals("two", answer(1000));
    }
  }

  /** A connection that was begun to the old leader, and fails when the new one is connected. */
  @Test
  void call_oldLeaderFailsLate_staysWithTheNewOne() {
    one.serve(new Named("one"));
    Await.until("the first leads", () -> answers("one"));
    link.breakConnections();
    link.swallowReplies();
    Await.until(
        "nobody leads",
        () -> ("" + failure().getDescription()).startsWith("no catalog serves at 127.0.0.1:"));
    two.serve(new Named("two"));
    Await.until("the second leads", () -> answers("two"));
    link.breakConnections();
    for (int i = 0; i < 500; i++) {
      assertEquals("two", answer(1000));
    }
  }

  @Test
  void call_oneServerOnly_isNotAskedWhetherItServes() {
    one.serve(new Named("one"));
    one.setServing(false);
    try (RpcChannel single = new RpcChannel("catalog", "localhost", one.port())) {
      QueryRequest request = QueryRequest.getDefaultInstance();
      assertEquals(
          "one", single.call(CatalogGrpc.getQueryMethod(), request, 5000).join().getName());
    }
  }

  /** As the container of a service whose name is only known while it runs. */
  @Test
  void nameUnknownForAWhile_itsLastAddressIsAsked() {
    AtomicInteger lookUps = new AtomicInteger();
    AtomicBoolean unknown = new AtomicBoolean();
    AtomicInteger found = new AtomicInteger();
    List<InetSocketAddress> servers =
        List.of(
            InetSocketAddress.createUnresolved("host-1", one.port()),
            InetSocketAddress.createUnresolved("host-2", two.port()));
    LeaderResolver resolver =
        new LeaderResolver(
            "catalog",
            servers,
            host -> {
              lookUps.incrementAndGet();
              if (host.equals("host-1") && unknown.get()) {
                throw new UnknownHostException(host);
              }
              return new InetAddress[] {InetAddress.getLoopbackAddress()};
            });
    try {
      two.serve(new Named("two"));
      resolver.start(
          new NameResolver.Listener2() {
            @Override
            public void onResult(NameResolver.ResolutionResult result) {
              found.set(port(result));
            }

            @Override
            public void onError(Status error) {
              found.set(0);
            }
          });
      Await.until("the second leads", () -> found.get() == two.port());
      unknown.set(true);
      int until = lookUps.get() + 4;
      Await.until(
          "the name is unknown",
          () -> {
            resolver.refresh();
            return lookUps.get() >= until;
          });
      one.serve(new Named("one"));
      two.setServing(false);
      Await.until("the first leads", () -> found.get() == one.port());
    } finally {
      resolver.shutdown();
    }
  }

  /** Of the leader; 0 if there is none. */
  private static int port(NameResolver.ResolutionResult result) {
    if (!result.getAddressesOrError().hasValue()) {
      return 0;
    }
    SocketAddress leader = result.getAddressesOrError().getValue().get(0).getAddresses().get(0);
    return ((InetSocketAddress) leader).getPort();
  }
}
