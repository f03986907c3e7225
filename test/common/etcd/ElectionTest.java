package common.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cluster.EtcdCluster;
import common.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rpc.etcd.KVGrpc;
import rpc.etcd.LeaseGrpc;
import rpc.etcd.LeaseRevokeRequest;
import rpc.etcd.RangeRequest;
import rpc.etcd.TxnRequest;

final class ElectionTest {
  private static final String KEY = "test/leader";

  /** etcd grants at least 2 s at its default election timeout. */
  private static final int TTL_SECONDS = 2;

  /** Long enough for keep-alives at one member, and then another, that do not answer. */
  private static final int LONG_TTL_SECONDS = 5;

  @TempDir private Path folder;
  private EtcdCluster cluster;
  private final List<EtcdClient> clients = new ArrayList<>();

  @AfterEach
  void stop() {
    clients.forEach(EtcdClient::close);
    if (cluster != null) {
      cluster.close();
    }
  }

  private void startEtcd(int members) throws Exception {
    cluster = EtcdFixture.start(folder, members, "--unsafe-no-fsync");
  }

  private EtcdClient newClient() throws Exception {
    EtcdClient client = EtcdFixture.client(cluster);
    clients.add(client);
    return client;
  }

  private static CompletableFuture<Leadership> campaign(EtcdClient client, String candidate) {
    return campaign(client, candidate, TTL_SECONDS);
  }

  private static CompletableFuture<Leadership> campaign(
      EtcdClient client, String candidate, int ttlSeconds) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new Election(client, KEY, candidate, ttlSeconds).campaign();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static Leadership elect(EtcdClient client, String candidate) throws Exception {
    return campaign(client, candidate).get(20, TimeUnit.SECONDS);
  }

  private static boolean holds(Leadership leadership) {
    return leadership.remainingNanos() > 0;
  }

  /** A write that only this leader may make. */
  private static boolean writes(EtcdClient client, Leadership leadership) throws Exception {
    TxnRequest write =
        TxnRequest.newBuilder()
            .addCompare(leadership.fence())
            .addSuccess(Requests.put(Requests.key("test/x"), Requests.key("y")))
            .build();
    return client.call(KVGrpc.getTxnMethod(), write, 10_000).get().getSucceeded();
  }

  private static long leaseOfLeader(EtcdClient client) throws Exception {
    RangeRequest request = RangeRequest.newBuilder().setKey(Requests.key(KEY)).build();
    return client.call(KVGrpc.getRangeMethod(), request, 5000).get().getKvs(0).getLease();
  }

  @Test
  void campaign_nobodyLeads_leadsForLongerThanTheTtl() throws Exception {
    startEtcd(1);
    EtcdClient client = newClient();
    Leadership leadership = elect(client, "a");
    long start = System.nanoTime();
    Await.until(
        "more than a TTL goes by",
        () -> {
          assertTrue(holds(leadership));
          return System.nanoTime() - start > TimeUnit.SECONDS.toNanos(TTL_SECONDS + 1);
        });
    assertTrue(writes(client, leadership));
    assertFalse(leadership.lost().isDone());
  }

  @Test
  void resign_letsTheNextLeadAtOnce() throws Exception {
    startEtcd(1);
    EtcdClient first = newClient();
    EtcdClient second = newClient();
    Leadership old = campaign(first, "a", LONG_TTL_SECONDS).get(20, TimeUnit.SECONDS);
    CompletableFuture<Leadership> next = campaign(second, "b");
    old.resign();
    assertFalse(holds(old));
    Leadership leadership = next.get(LONG_TTL_SECONDS - 1, TimeUnit.SECONDS);
    assertTrue(holds(leadership));
    assertTrue(leadership.term() > old.term());
    assertFalse(old.lost().isDone(), "resigning is not losing");
    assertFalse(writes(first, old), "the fence of an old leader holds nothing");
    assertTrue(writes(second, leadership));
  }

  @Test
  void campaign_leaderIsCutOff_leadsOnlyWhenTheOldLeaderKnowsThatItsLeaseIsOver() throws Exception {
    startEtcd(1);
    EtcdClient first = newClient();
    Leadership old = elect(first, "a");
    CompletableFuture<Leadership> next = campaign(newClient(), "b");
    CompletableFuture<Boolean> oldHeld = next.thenApply(leadership -> holds(old));
    first.close();
    next.get(20, TimeUnit.SECONDS);
    assertFalse(oldHeld.get(), "two led at a time");
  }

  @Test
  void leaseRevokedByAnother_isLostOnce() throws Exception {
    startEtcd(1);
    EtcdClient client = newClient();
    Leadership leadership = elect(client, "a");
    List<String> losses = new CopyOnWriteArrayList<>();
    leadership.lost().thenAccept(losses::add);
    client
        .call(
            LeaseGrpc.getLeaseRevokeMethod(),
            LeaseRevokeRequest.newBuilder().setId(leaseOfLeader(client)).build(),
            5000)
        .get();
    assertFalse(writes(client, leadership));
    Await.until("the leader is told", () -> !losses.isEmpty());
    leadership.lose("told again");
    assertEquals(List.of("its lease has ended"), losses);
    assertFalse(holds(leadership));
  }

  @Test
  void quorumLostForLongerThanTheTtl_lapses_andHoldsAgainWhenItIsBack() throws Exception {
    startEtcd(3);
    EtcdClient client = newClient();
    Leadership leadership = elect(client, "a");
    cluster.kill(0);
    cluster.kill(1);
    Await.until("the lease lapses", () -> !holds(leadership));
    cluster.launch(0);
    cluster.launch(1);
    cluster.awaitServing(2);
    Await.until("the lease holds again", Duration.ofSeconds(3), () -> holds(leadership));
    assertTrue(writes(client, leadership));
    assertFalse(leadership.lost().isDone());
  }

  @Test
  void memberAfterMemberHangs_leadershipGoesOn() throws Exception {
    startEtcd(3);
    EtcdClient client = newClient();
    Leadership leadership = campaign(client, "a", LONG_TTL_SECONDS).get(20, TimeUnit.SECONDS);
    for (int member = 0; member < 3; member++) {
      cluster.pause(member);
      assertTrue(writes(client, leadership));
      cluster.resume(member);
      cluster.awaitServing(member);
    }
    Await.until("the lease holds", () -> holds(leadership));
    assertTrue(writes(client, leadership));
  }

  @Test
  void campaign_memberThatTheStandbyWatchesIsKilled_stillTakesOver() throws Exception {
    startEtcd(3);
    Leadership old = elect(newClient(), "a");
    EtcdClient standby = newClient();
    CompletableFuture<Leadership> next = campaign(standby, "b");
    Await.until("the standby watches", () -> standby.member() == 0 && !next.isDone());
    cluster.kill(0);
    Await.until("the old leader has noticed", () -> holds(old));
    old.resign();
    assertTrue(holds(next.get(5, TimeUnit.SECONDS)));
  }
}
