package common.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

/** Calls that fail on this side, and not in the service. */
class LostCallTest {
  @Test
  void failure_ofACallOnABreakingConnection_isUnavailableAndMayBeRetried() {
    Throwable failure =
        RpcStatus.failure(
            Status.UNKNOWN
                .withDescription("channel closed")
                .withCause(new ClosedChannelException())
                .asRuntimeException());
    assertEquals(Status.Code.UNAVAILABLE, Status.fromThrowable(failure).getCode());
    assertEquals("channel closed", Status.fromThrowable(failure).getDescription());
    assertTrue(RpcStatus.mayRetry(failure));
  }

  @Test
  void failure_ofTheServiceItself_staysWhatItIs() {
    Throwable failure = Status.UNKNOWN.asRuntimeException();
    assertSame(failure, RpcStatus.failure(failure));
    assertFalse(RpcStatus.mayRetry(failure));
  }
}
