package common.etcd;

import com.google.protobuf.ByteString;
import rpc.etcd.Compare;
import rpc.etcd.DeleteRangeRequest;
import rpc.etcd.PutRequest;
import rpc.etcd.RangeRequest;
import rpc.etcd.RequestOp;

/** The parts of transactions. */
final class Requests {
  private Requests() {}

  static ByteString key(String name) {
    return ByteString.copyFromUtf8(name);
  }

  /** The end of the range of all keys that begin so; the last byte must not be 255. */
  static ByteString endOf(ByteString prefix) {
    int last = prefix.size() - 1;
    byte next = (byte) (prefix.byteAt(last) + 1);
    return prefix.substring(0, last).concat(ByteString.copyFrom(new byte[] {next}));
  }

  static Compare isAbsent(ByteString key) {
    return wasCreatedAt(key, 0);
  }

  /** The key is there, and has been without a break since that revision. */
  static Compare wasCreatedAt(ByteString key, long revision) {
    return Compare.newBuilder()
        .setKey(key)
        .setTarget(Compare.CompareTarget.CREATE)
        .setResult(Compare.CompareResult.EQUAL)
        .setCreateRevision(revision)
        .build();
  }

  /** Nobody has put the key since that revision; 0 if it does not exist. */
  static Compare wasPutAt(ByteString key, long revision) {
    return Compare.newBuilder()
        .setKey(key)
        .setTarget(Compare.CompareTarget.MOD)
        .setResult(Compare.CompareResult.EQUAL)
        .setModRevision(revision)
        .build();
  }

  static RequestOp get(ByteString key) {
    return RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key)).build();
  }

  static RequestOp put(ByteString key, ByteString value) {
    return RequestOp.newBuilder()
        .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(value))
        .build();
  }

  /** A key that goes when the lease ends. */
  static RequestOp put(ByteString key, ByteString value, long lease) {
    return RequestOp.newBuilder()
        .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(value).setLease(lease))
        .build();
  }

  /** Deletes from (inclusive) to (exclusive). */
  static RequestOp delete(ByteString from, ByteString to) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(from).setRangeEnd(to))
        .build();
  }
}
