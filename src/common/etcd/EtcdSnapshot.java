package common.etcd;

import com.google.protobuf.ByteString;
import common.journal.Journal;
import common.journal.RowCodec;
import common.journal.RowFormat;
import common.process.StartException;
import java.io.IOException;
import rpc.etcd.KVGrpc;
import rpc.etcd.KeyValue;
import rpc.etcd.RangeRequest;

/** A service's journals and documents as they were at one moment, whoever leads. Reads only. */
public final class EtcdSnapshot {
  private static final long CALL_MILLIS = 5000;

  private final EtcdClient client;
  private final String prefix;
  private final long revision;

  private EtcdSnapshot(EtcdClient client, String prefix, long revision) {
    this.client = client;
    this.prefix = prefix;
    this.revision = revision;
  }

  /**
   * Takes one.
   *
   * @param prefix of all services
   */
  public static EtcdSnapshot take(EtcdClient client, String prefix)
      throws IOException, InterruptedException {
    RangeRequest request =
        RangeRequest.newBuilder().setKey(Requests.key(prefix)).setKeysOnly(true).build();
    long revision =
        EtcdClient.await(client.call(KVGrpc.getRangeMethod(), request, CALL_MILLIS))
            .getHeader()
            .getRevision();
    return new EtcdSnapshot(client, prefix, revision);
  }

  /** A document of a service, or null if there is none. */
  public byte[] read(String service, String name) throws IOException, InterruptedException {
    return EtcdDocuments.read(pages(), prefix + service + "/", name);
  }

  /**
   * Reads a journal of a service.
   *
   * @return false if there is none
   * @throws StartException naming the key if something is missing or makes no sense
   */
  public <T> boolean replay(
      String service, String name, RowFormat<T> format, Journal.Replay<T> replay)
      throws IOException, InterruptedException, StartException {
    JournalKeys keys = new JournalKeys(prefix + service + "/" + name + "/");
    KeyValue state = pages().get(keys.state());
    if (state == null) {
      return false;
    }
    ByteString header = ByteString.copyFromUtf8(new RowCodec<>(format).header() + "\n");
    EtcdJournal.checkHeader(pages(), keys, header);
    JournalScan.read(pages(), keys, format, JournalState.decode(state.getValue()), replay);
    return true;
  }

  private Pages pages() {
    return new Pages(client, revision);
  }
}
