package common.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.Status;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.ListReply;
import rpc.catalog.ListRequest;

final class RpcChannelTest {
  private static final int CALLERS = 8;
  private static final int CALLS = 10;

  private static CompletableFuture<ListReply> list(RpcChannel channel) {
    return channel.call(CatalogGrpc.getListMethod(), ListRequest.getDefaultInstance(), 3000);
  }

  private static Status.Code failure(CompletableFuture<?> call) {
    CompletableFuture<?> ended = call.orTimeout(20, TimeUnit.SECONDS);
    Throwable failure = assertThrows(CompletionException.class, ended::join).getCause();
    return Status.fromThrowable(failure).getCode();
  }

  /** A port that was free a moment ago, so that connecting to it fails at once. */
  private static int deadPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @RepeatedTest(30)
  void call_fromManyThreadsToNobody_failsOnTheChannelsOwnThread() throws Exception {
    RpcChannel channel = new RpcChannel("nobody", "127.0.0.1", deadPort());
    Set<String> threads = ConcurrentHashMap.newKeySet();
    Queue<CompletableFuture<ListReply>> calls = new ConcurrentLinkedQueue<>();
    Runnable caller =
        () -> {
          for (int n = 0; n < CALLS; n++) {
            // Of its own: whoever waits for a future may also run what depends on it.
            CompletableFuture<ListReply> ended = new CompletableFuture<>();
            Thread registering = Thread.currentThread();
            AtomicBoolean registered = new AtomicBoolean();
            list(channel)
                .whenComplete(
                    (reply, failure) -> {
                      // A call that has failed already runs this here and now, which says nothing.
                      if (registered.get() || Thread.currentThread() != registering) {
                        threads.add(Thread.currentThread().getName());
                      }
                      ended.completeExceptionally(failure);
                    });
            registered.set(true);
            calls.add(ended);
          }
        };
    try (channel) {
      List<Thread> callers = Stream.generate(() -> new Thread(caller)).limit(CALLERS).toList();
      callers.forEach(Thread::start);
      for (Thread thread : callers) {
        thread.join();
      }
      for (CompletableFuture<ListReply> call : calls) {
        assertEquals(Status.Code.UNAVAILABLE, failure(call));
      }
    }
    assertEquals(CALLERS * CALLS, calls.size());
    assertEquals(1, threads.size(), threads.toString());
    assertEquals("nobody-channel-1-1", threads.iterator().next().replaceAll("\\d+", "1"));
  }

  @Test
  void call_ofAClosedChannel_fails() throws Exception {
    RpcChannel channel = new RpcChannel("nobody", "127.0.0.1", deadPort());
    channel.close();
    assertEquals(Status.Code.UNAVAILABLE, failure(list(channel)));
  }

  @Test
  void close_failsTheCallsInHand() throws Exception {
    CompletableFuture<ListReply> call;
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RpcChannel channel = new RpcChannel("silent", "127.0.0.1", silent.getLocalPort())) {
      call = list(channel);
      silent.accept().close();
    }
    assertEquals(Status.Code.UNAVAILABLE, failure(call));
  }
}
