package common.etcd;

import com.google.protobuf.ByteString;
import common.process.Log;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import rpc.etcd.Compare;
import rpc.etcd.LeaseGrpc;
import rpc.etcd.LeaseKeepAliveRequest;
import rpc.etcd.LeaseKeepAliveResponse;
import rpc.etcd.LeaseRevokeRequest;

/**
 * The time as the one leader: a key in etcd on a lease that this object keeps alive. The revision
 * at which the key was created is the fence: a transaction that requires it ({@link #fence}) fails
 * as soon as another one leads, or nobody.
 *
 * <p>A lease of which nothing was heard for a while may still be alive, so that it may
 * <em>lapse</em> ({@link #remainingNanos} is not positive) and come back; it is <em>lost</em> when
 * etcd says so.
 */
public final class Leadership {
  private static final long RETRY_MILLIS = 50;
  private static final long RESIGN_MILLIS = 1000;

  /** A keep-alive is sent so many times within a TTL. */
  private static final int KEEP_ALIVES = 3;

  private final EtcdClient client;
  private final ByteString key;
  private final long createRevision;
  private final long lease;
  private final LeaseClock clock;
  private final CompletableFuture<String> lost = new CompletableFuture<>();
  private volatile boolean ended;

  Leadership(EtcdClient client, ByteString key, long createRevision, long lease, LeaseClock clock) {
    this.client = client;
    this.key = key;
    this.createRevision = createRevision;
    this.lease = lease;
    this.clock = clock;
  }

  /** For a transaction: this process is still the leader. */
  Compare fence() {
    return Requests.wasCreatedAt(key, createRevision);
  }

  /** The leader's key. */
  ByteString key() {
    return key;
  }

  /** Grows from leader to leader. */
  public long term() {
    return createRevision;
  }

  /**
   * For so long nobody else can be the leader. To be asked after a value was read, before it is
   * given away: then the value was true when it was read.
   *
   * @return nanoseconds; 0 or less if somebody else may lead already
   */
  public long remainingNanos() {
    return ended ? 0 : clock.remainingNanos();
  }

  /** Completed once, with the reason, when another one may lead for good; not by resigning. */
  public CompletableFuture<String> lost() {
    return lost;
  }

  /** etcd said that the key is no longer ours. */
  void lose(String reason) {
    if (!ended) {
      ended = true;
      lost.complete(reason);
    }
  }

  void keepAlive(long ttlSeconds) {
    long period = TimeUnit.SECONDS.toMillis(ttlSeconds) / KEEP_ALIVES;
    LeaseClock.Sent sent = clock.sent();
    client
        .callOnce(
            LeaseGrpc.getLeaseKeepAliveMethod(),
            LeaseKeepAliveRequest.newBuilder().setId(lease).build(),
            Math.min(period, EtcdClient.ATTEMPT_MILLIS))
        .whenComplete((reply, failure) -> kept(sent, reply, failure, ttlSeconds));
  }

  private void kept(
      LeaseClock.Sent sent, LeaseKeepAliveResponse reply, Throwable failure, long ttlSeconds) {
    if (ended) {
      return;
    }
    if (failure == null && reply.getTtlSeconds() > 0) {
      clock.renewed(sent, reply.getTtlSeconds());
      long period = TimeUnit.SECONDS.toMillis(reply.getTtlSeconds()) / KEEP_ALIVES;
      client.schedule(() -> keepAlive(reply.getTtlSeconds()), period);
    } else if (failure == null || EtcdFailures.isLeaseGone(failure)) {
      lose("its lease has ended");
    } else {
      client.schedule(() -> keepAlive(ttlSeconds), RETRY_MILLIS);
    }
  }

  /** Makes room for the next leader at once. Waits a bounded time for etcd to hear of it. */
  public void resign() {
    if (ended) {
      return;
    }
    ended = true;
    try {
      client
          .call(
              LeaseGrpc.getLeaseRevokeMethod(),
              LeaseRevokeRequest.newBuilder().setId(lease).build(),
              RESIGN_MILLIS)
          .get(2 * RESIGN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      Log.info("resigning did not reach etcd; the lease ends by itself");
    }
  }
}
