package common.etcd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import rpc.etcd.MaintenanceGrpc;
import rpc.etcd.StatusRequest;
import rpc.etcd.StatusResponse;

/**
 * How full the fullest member of etcd is.
 *
 * @param bytes of its database file, which the quota is for
 * @param bytesInUse of them, those that a defragmentation would leave
 * @param alarms what the members complain about
 */
public record EtcdSpace(long bytes, long bytesInUse, long quotaBytes, List<String> alarms) {
  /** Of the quota; from here on it is time to make room. */
  private static final int WARN_PERCENT = 80;

  private static final int MEBIBYTE = 1 << 20;
  private static final long CALL_MILLIS = 2000;

  /** Asks all members; those that do not answer are left out. */
  public static EtcdSpace of(EtcdClient client, long quotaBytes) throws InterruptedException {
    long bytes = 0;
    long inUse = 0;
    List<String> alarms = new ArrayList<>();
    List<StatusResponse> members =
        client.ofEachMember(
            MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance(), CALL_MILLIS);
    for (StatusResponse member : members) {
      bytes = Math.max(bytes, member.getDbSize());
      inUse = Math.max(inUse, member.getDbSizeInUse());
      alarms.addAll(member.getErrorsList());
    }
    return new EtcdSpace(bytes, inUse, quotaBytes, alarms.stream().distinct().toList());
  }

  /** Whether etcd takes no writes any more. */
  public boolean isFull() {
    return alarms.stream().anyMatch(alarm -> alarm.contains("NOSPACE"));
  }

  /** What a person should do, if there is something to do. */
  public Optional<String> warning() {
    if (!alarms.isEmpty()) {
      return Optional.of("etcd complains: " + String.join(", ", alarms));
    }
    return percent() < WARN_PERCENT
        ? Optional.empty()
        : Optional.of(
            "etcd is filling up: compact and defragment it, or raise its quota, before it takes"
                + " no more purchases");
  }

  private long percent() {
    return 100 * bytes / quotaBytes;
  }

  @Override
  public String toString() {
    return "etcd: %d MiB of %d MiB (%d %%), %d MiB in use"
        .formatted(bytes / MEBIBYTE, quotaBytes / MEBIBYTE, percent(), bytesInUse / MEBIBYTE);
  }
}
