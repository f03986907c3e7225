package common.etcd;

import com.google.protobuf.ByteString;
import java.util.List;
import rpc.etcd.Compare;
import rpc.etcd.KVGrpc;
import rpc.etcd.KeyValue;
import rpc.etcd.RequestOp;
import rpc.etcd.TxnRequest;
import rpc.etcd.TxnResponse;

/**
 * Writes to etcd as the leader, and only as the leader: every write is one transaction that
 * requires the leader's key to be ours.
 *
 * <p>A transaction whose outcome is unknown is sent again until the outcome is known. That is safe
 * because each has a guard that holds only once, so that a copy which arrives late does nothing;
 * and it can be told from the value of the key that it puts whether an earlier copy succeeded.
 */
final class FencedWriter {
  private static final long CALL_MILLIS = 3000;

  private final EtcdClient client;
  private final Leadership leadership;
  private final Sabotage sabotage;
  private volatile boolean givingUp;

  /** What a test takes out of every transaction, to see that others notice. */
  enum Sabotage {
    NONE,
    NO_FENCE,
    NO_GUARD
  }

  FencedWriter(EtcdClient client, Leadership leadership) {
    this(client, leadership, Sabotage.NONE);
  }

  FencedWriter(EtcdClient client, Leadership leadership, Sabotage sabotage) {
    this.client = client;
    this.leadership = leadership;
    this.sabotage = sabotage;
  }

  /** Of this leader. */
  long term() {
    return leadership.term();
  }

  /** From now on a write whose outcome stays unknown fails, instead of being sent again. */
  void giveUp() {
    givingUp = true;
  }

  /**
   * Writes all or nothing, and returns when it is durable.
   *
   * @param guard holds before this write, and never again after it
   * @param key is put by this write
   * @param more what else is written
   * @return the revision of this write
   * @throws LostLeadershipException if another one leads, or nobody
   * @throws EtcdException if etcd refuses; nothing is written then, except when giving up
   */
  long write(Compare guard, ByteString key, ByteString value, List<RequestOp> more)
      throws EtcdException, LostLeadershipException, InterruptedException {
    TxnRequest.Builder request =
        TxnRequest.newBuilder()
            .addSuccess(Requests.put(key, value))
            .addAllSuccess(more)
            .addFailure(Requests.get(leadership.key()))
            .addFailure(Requests.get(key));
    if (sabotage != Sabotage.NO_FENCE) {
      request.addCompare(leadership.fence());
    }
    if (sabotage != Sabotage.NO_GUARD) {
      request.addCompare(guard);
    }
    TxnResponse reply = send(request.build());
    return reply.getSucceeded() ? reply.getHeader().getRevision() : earlier(reply, key, value);
  }

  private TxnResponse send(TxnRequest request)
      throws EtcdException, LostLeadershipException, InterruptedException {
    while (true) {
      try {
        return EtcdClient.await(client.call(KVGrpc.getTxnMethod(), request, CALL_MILLIS));
      } catch (EtcdException e) {
        if (leadership.lost().isDone()) {
          throw new LostLeadershipException();
        }
        if (givingUp || !EtcdFailures.mayPass(e.getCause())) {
          throw e;
        }
      }
    }
  }

  /** A comparison failed: was an earlier copy of the transaction successful? */
  private long earlier(TxnResponse reply, ByteString key, ByteString value)
      throws EtcdException, LostLeadershipException {
    List<KeyValue> leader = reply.getResponses(0).getResponseRange().getKvsList();
    if (leader.isEmpty() || leader.get(0).getCreateRevision() != leadership.term()) {
      leadership.lose("another one leads");
      throw new LostLeadershipException();
    }
    List<KeyValue> found = reply.getResponses(1).getResponseRange().getKvsList();
    if (found.isEmpty() || !found.get(0).getValue().equals(value)) {
      throw new EtcdException(
          key.toStringUtf8() + " was written by somebody else, although this process leads");
    }
    return found.get(0).getModRevision();
  }
}
