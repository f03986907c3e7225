package common.etcd;

import com.google.protobuf.ByteString;
import io.grpc.ClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.Closeable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import rpc.etcd.WatchCreateRequest;
import rpc.etcd.WatchGrpc;
import rpc.etcd.WatchRequest;
import rpc.etcd.WatchResponse;

/**
 * Says when a key may have changed. Only a hint: a watch may end silently or miss a change while it
 * reconnects, so whoever waits for a change also reads the key from time to time.
 */
final class KeyWatch implements Closeable {
  private static final long RECONNECT_MILLIS = 200;

  private final EtcdClient client;
  private final WatchRequest request;
  private final Semaphore changes = new Semaphore(0);
  private ClientCall<WatchRequest, WatchResponse> call;
  private boolean closed;

  KeyWatch(EtcdClient client, ByteString key) {
    this.client = client;
    this.request =
        WatchRequest.newBuilder()
            .setCreateRequest(WatchCreateRequest.newBuilder().setKey(key))
            .build();
    open();
  }

  private synchronized void open() {
    if (closed) {
      return;
    }
    call = client.newStream(WatchGrpc.getWatchMethod());
    StreamObserver<WatchRequest> requests =
        ClientCalls.asyncBidiStreamingCall(call, new Responses());
    requests.onNext(request);
  }

  /** Returns at a change, and at the latest after this time. */
  void await(long millis) throws InterruptedException {
    if (changes.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
      changes.drainPermits();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    call.cancel("no longer of interest", null);
  }

  private final class Responses implements StreamObserver<WatchResponse> {
    @Override
    public void onNext(WatchResponse response) {
      // Also when it begins: what happened before that is not reported.
      changes.release();
    }

    @Override
    public void onError(Throwable failure) {
      client.schedule(KeyWatch.this::open, RECONNECT_MILLIS);
    }

    @Override
    public void onCompleted() {
      client.schedule(KeyWatch.this::open, RECONNECT_MILLIS);
    }
  }
}
