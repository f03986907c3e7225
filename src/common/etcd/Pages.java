package common.etcd;

import com.google.protobuf.ByteString;
import java.util.concurrent.CompletableFuture;
import rpc.etcd.KVGrpc;
import rpc.etcd.KeyValue;
import rpc.etcd.RangeRequest;
import rpc.etcd.RangeResponse;

/** Reads ranges of keys page by page, in bounded memory; the next page comes meanwhile. */
final class Pages {
  /** A page of blocks, or of parts of a document, is a few megabytes. */
  private static final int LARGE_VALUES = 16;

  /** All batches that are not in blocks are a few megabytes, but may be thousands. */
  private static final int SMALL_VALUES = 4096;

  private static final long CALL_MILLIS = 10_000;
  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  /** Takes the keys in their order. */
  interface Visitor<E extends Exception> {
    void key(KeyValue found) throws E;
  }

  private final EtcdClient client;
  private final long revision;

  /**
   * @param revision the state that is read; 0: whatever is there, for a range that does not change
   */
  Pages(EtcdClient client, long revision) {
    this.client = client;
    this.revision = revision;
  }

  /** The keys from (inclusive) to (exclusive), of large values. */
  <E extends Exception> void read(ByteString from, ByteString to, Visitor<E> visitor)
      throws EtcdException, InterruptedException, E {
    read(from, to, LARGE_VALUES, visitor);
  }

  /** The same, of values that are small on average: etcd counts the whole range for each page. */
  <E extends Exception> void readSmall(ByteString from, ByteString to, Visitor<E> visitor)
      throws EtcdException, InterruptedException, E {
    read(from, to, SMALL_VALUES, visitor);
  }

  private <E extends Exception> void read(
      ByteString from, ByteString to, int limit, Visitor<E> visitor)
      throws EtcdException, InterruptedException, E {
    CompletableFuture<RangeResponse> coming = ask(from, to, limit);
    while (coming != null) {
      RangeResponse page = EtcdClient.await(coming);
      int count = page.getKvsCount();
      coming = page.getMore() ? ask(page.getKvs(count - 1).getKey().concat(ZERO), to, limit) : null;
      for (KeyValue found : page.getKvsList()) {
        visitor.key(found);
      }
    }
  }

  private CompletableFuture<RangeResponse> ask(ByteString from, ByteString to, int limit) {
    RangeRequest request =
        RangeRequest.newBuilder()
            .setKey(from)
            .setRangeEnd(to)
            .setLimit(limit)
            .setRevision(revision)
            .build();
    return client.call(KVGrpc.getRangeMethod(), request, CALL_MILLIS);
  }

  /** One key, or null if there is none. */
  KeyValue get(ByteString key) throws EtcdException, InterruptedException {
    RangeRequest request = RangeRequest.newBuilder().setKey(key).setRevision(revision).build();
    RangeResponse reply =
        EtcdClient.await(client.call(KVGrpc.getRangeMethod(), request, CALL_MILLIS));
    return reply.getKvsCount() == 0 ? null : reply.getKvs(0);
  }
}
