package common.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cluster.EtcdCluster;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rpc.etcd.KVGrpc;
import rpc.etcd.RangeRequest;
import rpc.etcd.RangeResponse;
import rpc.etcd.TxnRequest;
import rpc.etcd.TxnResponse;

final class EtcdClientTest {
  private static final ByteString KEY = Requests.key("test/a");

  @TempDir private Path folder;
  private EtcdCluster cluster;
  private EtcdClient client;

  @AfterEach
  void stop() {
    if (client != null) {
      client.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  private void start(int members, String... flags) throws Exception {
    cluster = EtcdFixture.start(folder, members, flags);
    client = EtcdFixture.client(cluster);
  }

  private static CompletableFuture<TxnResponse> put(EtcdClient client, int bytes) {
    return put(client, bytes, 10_000);
  }

  private static CompletableFuture<TxnResponse> put(
      EtcdClient client, int bytes, long deadlineMillis) {
    TxnRequest request =
        TxnRequest.newBuilder()
            .addSuccess(Requests.put(KEY, ByteString.copyFrom(new byte[bytes])))
            .build();
    return client.call(KVGrpc.getTxnMethod(), request, deadlineMillis);
  }

  private static RangeResponse get(EtcdClient client) throws Exception {
    RangeRequest request = RangeRequest.newBuilder().setKey(KEY).build();
    return client.call(KVGrpc.getRangeMethod(), request, 10_000).get();
  }

  private static Throwable failure(CompletableFuture<?> call) {
    return assertThrows(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS)).getCause();
  }

  @Test
  void call_anyMemberKilled_isAnsweredByAnother() throws Exception {
    start(3, "--unsafe-no-fsync");
    put(client, 10).get();
    for (int member = 0; member < 3; member++) {
      cluster.kill(member);
      put(client, 10).get(5, TimeUnit.SECONDS);
      cluster.launch(member);
      cluster.awaitServing(member);
    }
  }

  @Test
  void call_anyMemberHung_isAnsweredByAnother() throws Exception {
    start(3, "--unsafe-no-fsync");
    for (int member = 0; member < 3; member++) {
      cluster.pause(member);
      put(client, 10).get(5, TimeUnit.SECONDS);
      cluster.resume(member);
      cluster.awaitServing(member);
    }
  }

  @Test
  void call_quorumLost_failsAtItsDeadline_andSoonSucceedsWhenItIsBack() throws Exception {
    start(3, "--unsafe-no-fsync");
    cluster.kill(1);
    cluster.kill(2);
    long start = System.nanoTime();
    Throwable failure = failure(put(client, 10, 1500));
    assertTrue(EtcdFailures.mayPass(failure), failure::toString);
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(3));
    cluster.launch(1);
    cluster.awaitServing(0);
    put(client, 10).get(3, TimeUnit.SECONDS);
  }

  @Test
  void call_quotaUsedUp_isToldApart_andReadsGoOn() throws Exception {
    start(1, "--unsafe-no-fsync", "--quota-backend-bytes=4000000");
    put(client, 10).get();
    Throwable failure = null;
    for (int i = 0; i < 20 && failure == null; i++) {
      failure = put(client, 1_000_000).handle((reply, refusal) -> refusal).get();
    }
    assertTrue(EtcdFailures.isNoSpace(failure), () -> "no such failure");
    assertFalse(EtcdFailures.mayPass(failure));
    assertEquals(1, get(client).getKvsCount());
  }

  @Test
  void call_nobodyListens_failsAtItsDeadline() throws Exception {
    client = new EtcdClient(EtcdFixture.options("http://127.0.0.1:1"));
    Throwable failure =
        failure(client.call(KVGrpc.getTxnMethod(), TxnRequest.getDefaultInstance(), 300));
    assertTrue(EtcdFailures.mayPass(failure), failure::toString);
  }

  @Test
  void close_callsInHandFail() throws Exception {
    start(1, "--unsafe-no-fsync");
    cluster.pause(0);
    CompletableFuture<TxnResponse> call = put(client, 10);
    client.close();
    assertTrue(EtcdFailures.mayPass(failure(call)));
  }

  @Test
  void https_withAClientCertificate_works_andWithoutOneIsRefused() throws Exception {
    EtcdFixture.assumeInstalled();
    Certificates certificates = Certificates.make(folder.resolve("certificates"));
    cluster =
        EtcdFixture.make(
                folder,
                1,
                "--unsafe-no-fsync",
                "--cert-file=" + certificates.file("server.pem"),
                "--key-file=" + certificates.file("server.key"),
                "--client-cert-auth",
                "--trusted-ca-file=" + certificates.file("ca.pem"))
            .https()
            .startAll();
    Optional<File> ca = Optional.of(certificates.file("ca.pem"));
    client =
        new EtcdClient(
            https(
                new EtcdOptions.Tls(
                    ca,
                    Optional.of(
                        new EtcdOptions.ClientCertificate(
                            certificates.file("client.pem"), certificates.file("client.key"))))));
    put(client, 10).get(10, TimeUnit.SECONDS);
    try (EtcdClient stranger = new EtcdClient(https(new EtcdOptions.Tls(ca, Optional.empty())))) {
      assertUnavailable(stranger);
    }
    try (EtcdClient doubter = new EtcdClient(https(EtcdOptions.Tls.DEFAULT))) {
      assertUnavailable(doubter);
    }
  }

  private EtcdOptions https(EtcdOptions.Tls tls) {
    return new EtcdOptions(List.of(URI.create(cluster.endpoints())), "test/", 5, 1L << 31, tls);
  }

  private static void assertUnavailable(EtcdClient client) {
    Throwable failure =
        failure(client.callOnce(KVGrpc.getTxnMethod(), TxnRequest.getDefaultInstance(), 5000));
    assertEquals(Status.Code.UNAVAILABLE, Status.fromThrowable(failure).getCode());
  }
}
