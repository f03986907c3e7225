package bench;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;
import rpc.etcd.Compare;
import rpc.etcd.KVGrpc;
import rpc.etcd.PutRequest;
import rpc.etcd.RequestOp;
import rpc.etcd.TxnRequest;

/**
 * The reference of the benchmark for etcd: one thread that puts one row a transaction, on the
 * condition that its key does not exist, each when the one before is answered.
 */
final class BareTransactions implements AutoCloseable {
  private static final ByteString ROW =
      ByteString.copyFromUtf8(
          "1234567,Toy 7,1,1234567,r-1234567-1234567,2022-01-01T00:00:00Z,00000000\n");

  private final ManagedChannel channel;
  private long number;

  /**
   * @param port of a member
   */
  BareTransactions(int port) {
    channel =
        Grpc.newChannelBuilderForAddress("127.0.0.1", port, InsecureChannelCredentials.create())
            .build();
  }

  double perSecond(double seconds) {
    long nanos = Math.round(seconds * TimeUnit.SECONDS.toNanos(1));
    long start = System.nanoTime();
    long done = 0;
    while (System.nanoTime() - start < nanos) {
      put(ByteString.copyFromUtf8(String.format("bench/%019d", number++)));
      done++;
    }
    return done * 1e9 / (System.nanoTime() - start);
  }

  private void put(ByteString key) {
    TxnRequest request =
        TxnRequest.newBuilder()
            .addCompare(
                Compare.newBuilder()
                    .setKey(key)
                    .setTarget(Compare.CompareTarget.CREATE)
                    .setResult(Compare.CompareResult.EQUAL)
                    .setCreateRevision(0))
            .addSuccess(
                RequestOp.newBuilder()
                    .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(ROW)))
            .build();
    if (!KVGrpc.newBlockingStub(channel).txn(request).getSucceeded()) {
      throw new IllegalStateException(key.toStringUtf8() + " is there already");
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
