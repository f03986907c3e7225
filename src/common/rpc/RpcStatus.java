package common.rpc;

import common.purchase.Refusal;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;

/** Refusals as gRPC status codes, and back. */
public final class RpcStatus {
  /** Of gRPC's retry design (A6): a negative number tells the caller not to try again. */
  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  private RpcStatus() {}

  /** For a handler to end its call with. */
  public static StatusRuntimeException of(Refusal refusal) {
    Metadata trailers = new Metadata();
    trailers.put(PUSHBACK, "-1");
    return code(refusal)
        .toStatus()
        .withDescription(refusal.sentence())
        .asRuntimeException(trailers);
  }

  /** For a handler to end a call with that carries more than {@link RpcServer#MAX_PER_CALL}. */
  public static StatusRuntimeException tooMany(String what) {
    return Status.INVALID_ARGUMENT
        .withDescription("at most " + RpcServer.MAX_PER_CALL + " " + what + " in a call")
        .asRuntimeException();
  }

  /** A refusal in a reply that carries many outcomes. */
  public static rpc.purchase.Refusal message(Refusal refusal) {
    return rpc.purchase.Refusal.valueOf(refusal.name());
  }

  /** The refusal in a reply that carries many outcomes; one of a newer version says nothing. */
  public static Refusal refusal(rpc.purchase.Refusal message) {
    return switch (message) {
      case UNRECOGNIZED, REFUSAL_UNSPECIFIED -> Refusal.UNKNOWN_OUTCOME;
      default -> Refusal.valueOf(message.name());
    };
  }

  /**
   * What a call failed with. A call that is begun while its connection breaks fails as UNKNOWN,
   * with the broken connection as the cause; it is as lost as all others that are UNAVAILABLE.
   */
  static Throwable failure(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    if (status.getCode() == Status.Code.UNKNOWN && status.getCause() instanceof IOException) {
      return Status.UNAVAILABLE
          .withDescription(status.getDescription())
          .withCause(status.getCause())
          .asRuntimeException();
    }
    return failure;
  }

  /** Why a call failed, in a few plain words. */
  public static String reason(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED -> "it does not answer in time";
      case UNAVAILABLE -> "no connection";
      default ->
          status.getCode()
              + (status.getDescription() == null ? "" : ": " + status.getDescription());
    };
  }

  private static Status.Code code(Refusal refusal) {
    return switch (refusal) {
      case UNKNOWN_TOY -> Status.Code.NOT_FOUND;
      case INSUFFICIENT_STOCK -> Status.Code.FAILED_PRECONDITION;
      case BAD_QUANTITY, BAD_REQUEST -> Status.Code.INVALID_ARGUMENT;
      case KEY_REUSED -> Status.Code.ALREADY_EXISTS;
      case OVERLOADED -> Status.Code.RESOURCE_EXHAUSTED;
      case NOT_READY, UNKNOWN_OUTCOME -> Status.Code.UNAVAILABLE;
    };
  }
}
