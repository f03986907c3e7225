package common.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.purchase.Refusal;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.channels.ClosedChannelException;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.ListReply;
import rpc.catalog.ListRequest;

/** Calls that got lost on the way, and those that only look like it. */
class LostCallTest {
  @Nested
  class TheFailure {
    @Test
    void ofACallOnABreakingConnection_isUnavailable() {
      Throwable failure =
          RpcStatus.failure(
              Status.UNKNOWN
                  .withDescription("channel closed")
                  .withCause(new ClosedChannelException())
                  .asRuntimeException());
      assertEquals(Status.Code.UNAVAILABLE, Status.fromThrowable(failure).getCode());
      assertEquals("channel closed", Status.fromThrowable(failure).getDescription());
    }

    @Test
    void ofTheServiceItself_staysWhatItIs() {
      Throwable failure = Status.UNKNOWN.asRuntimeException();
      assertSame(failure, RpcStatus.failure(failure));
    }
  }

  @Nested
  class TheCall {
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private RpcServer server;
    private RpcChannel channel;

    @BeforeEach
    void start() throws Exception {
      server =
          new RpcServer(
              "catalog",
              "127.0.0.1",
              0,
              1,
              new CatalogGrpc.CatalogImplBase() {
                @Override
                public void list(ListRequest request, StreamObserver<ListReply> reply) {
                  calls.incrementAndGet();
                  Throwable failure = failures.poll();
                  if (failure == null) {
                    reply.onNext(ListReply.getDefaultInstance());
                    reply.onCompleted();
                  } else {
                    reply.onError(failure);
                  }
                }
              });
      server.start();
      channel = new RpcChannel("catalog", "127.0.0.1", server.port());
    }

    @AfterEach
    void stop() {
      channel.close();
      server.abort();
    }

    private void list(long deadlineMillis) {
      channel
          .call(CatalogGrpc.getListMethod(), ListRequest.getDefaultInstance(), deadlineMillis)
          .join();
    }

    private Status.Code failure(long deadlineMillis) {
      Throwable failure =
          assertThrows(CompletionException.class, () -> list(deadlineMillis)).getCause();
      return Status.fromThrowable(failure).getCode();
    }

    @ParameterizedTest
    @EnumSource(
        value = Status.Code.class,
        names = {"UNAVAILABLE", "UNKNOWN"})
    void thatGotLost_isSentAgainThreeTimes(Status.Code lost) {
      for (int i = 0; i < 3; i++) {
        failures.add(lost.toStatus().asRuntimeException());
      }
      list(5000);
      assertEquals(4, calls.get());
    }

    @Test
    void thatGotLostFourTimes_fails() {
      for (int i = 0; i < 5; i++) {
        failures.add(Status.UNAVAILABLE.asRuntimeException());
      }
      assertEquals(Status.Code.UNAVAILABLE, failure(5000));
      assertEquals(4, calls.get());
    }

    @ParameterizedTest
    @EnumSource(
        value = Refusal.class,
        names = {"NOT_READY", "UNKNOWN_OUTCOME", "OVERLOADED"})
    void thatWasRefused_isNotSentAgain(Refusal why) {
      failures.add(RpcStatus.of(why));
      failure(5000);
      assertEquals(1, calls.get());
    }

    @ParameterizedTest
    @EnumSource(
        value = Status.Code.class,
        names = {"INTERNAL", "NOT_FOUND", "RESOURCE_EXHAUSTED", "CANCELLED"})
    void thatFailed_isNotSentAgain(Status.Code code) {
      failures.add(code.toStatus().asRuntimeException());
      assertEquals(code, failure(5000));
      assertEquals(1, calls.get());
    }

    @Test
    void isSentAgainWithinItsDeadlineOnly() {
      for (int i = 0; i < 5; i++) {
        failures.add(Status.UNAVAILABLE.asRuntimeException());
      }
      Status.Code code = failure(20);
      assertTrue(
          code == Status.Code.DEADLINE_EXCEEDED || code == Status.Code.UNAVAILABLE,
          code.toString());
      assertTrue(calls.get() < 4, calls + " calls");
    }
  }
}
