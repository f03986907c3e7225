package common.etcd;

import com.google.protobuf.ByteString;
import common.process.Log;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import rpc.etcd.KVGrpc;
import rpc.etcd.KeyValue;
import rpc.etcd.LeaseGrantRequest;
import rpc.etcd.LeaseGrantResponse;
import rpc.etcd.LeaseGrpc;
import rpc.etcd.LeaseRevokeRequest;
import rpc.etcd.RangeRequest;
import rpc.etcd.TxnRequest;
import rpc.etcd.TxnResponse;

/**
 * Makes one process of several the leader: the one whose transaction creates the key. The others
 * wait until the key is gone.
 */
public final class Election {
  /** A missed hint costs no more than this. */
  private static final long LOOK_MILLIS = 500;

  private static final long CALL_MILLIS = 3000;

  private final EtcdClient client;
  private final ByteString key;
  private final ByteString candidate;
  private final int ttlSeconds;
  private boolean complained;

  /**
   * @param key of the leader
   * @param candidate for people who look at the key: who leads
   * @param ttlSeconds after which a leader of which nothing is heard is replaced; etcd may grant
   *     more
   */
  public Election(EtcdClient client, String key, String candidate, int ttlSeconds) {
    this.client = client;
    this.key = Requests.key(key);
    this.candidate = ByteString.copyFromUtf8(candidate);
    this.ttlSeconds = ttlSeconds;
  }

  /** Waits until this process is the leader, however long etcd is away. */
  public Leadership campaign() throws InterruptedException {
    try (KeyWatch watch = new KeyWatch(client, key)) {
      while (true) {
        Optional<Leadership> won = attempt();
        if (won.isPresent()) {
          return won.get();
        }
        watch.await(LOOK_MILLIS);
      }
    }
  }

  private Optional<Leadership> attempt() throws InterruptedException {
    try {
      Optional<Leadership> won = isVacant() ? tryToLead() : Optional.empty();
      complained = false;
      return won;
    } catch (EtcdException e) {
      if (!complained) {
        Log.warn("cannot stand for leader: " + e.getMessage());
      }
      complained = true;
      return Optional.empty();
    }
  }

  private boolean isVacant() throws EtcdException, InterruptedException {
    RangeRequest request = RangeRequest.newBuilder().setKey(key).build();
    return EtcdClient.await(client.call(KVGrpc.getRangeMethod(), request, CALL_MILLIS))
            .getKvsCount()
        == 0;
  }

  private Optional<Leadership> tryToLead() throws EtcdException, InterruptedException {
    LeaseClock clock = new LeaseClock(System::nanoTime, System::currentTimeMillis);
    LeaseClock.Sent sent = clock.sent();
    LeaseGrantResponse lease =
        EtcdClient.await(
            client.call(
                LeaseGrpc.getLeaseGrantMethod(),
                LeaseGrantRequest.newBuilder().setTtlSeconds(ttlSeconds).build(),
                CALL_MILLIS));
    clock.renewed(sent, lease.getTtlSeconds());
    long createRevision = 0;
    try {
      createRevision = createKey(lease.getId());
    } finally {
      if (createRevision == 0) {
        revoke(lease.getId());
      }
    }
    if (createRevision == 0) {
      return Optional.empty();
    }
    Leadership leadership = new Leadership(client, key, createRevision, lease.getId(), clock);
    leadership.keepAlive(lease.getTtlSeconds());
    return Optional.of(leadership);
  }

  /** Returns the revision at which the key was created, or 0 if another one has created it. */
  private long createKey(long lease) throws EtcdException, InterruptedException {
    TxnRequest request =
        TxnRequest.newBuilder()
            .addCompare(Requests.isAbsent(key))
            .addSuccess(Requests.put(key, candidate, lease))
            .addFailure(Requests.get(key))
            .build();
    TxnResponse reply = EtcdClient.await(client.call(KVGrpc.getTxnMethod(), request, CALL_MILLIS));
    if (reply.getSucceeded()) {
      return reply.getHeader().getRevision();
    }
    // The request may have reached etcd twice, and then the second time finds our own key.
    return reply.getResponses(0).getResponseRange().getKvsList().stream()
        .filter(found -> found.getLease() == lease)
        .mapToLong(KeyValue::getCreateRevision)
        .findFirst()
        .orElse(0);
  }

  private void revoke(long lease) {
    client.call(
        LeaseGrpc.getLeaseRevokeMethod(),
        LeaseRevokeRequest.newBuilder().setId(lease).build(),
        TimeUnit.SECONDS.toMillis(ttlSeconds));
  }
}
