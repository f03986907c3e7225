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

  /** A refusal as the number of its status code, for a reply that carries many outcomes. */
  public static int number(Refusal refusal) {
    return code(refusal).value();
  }

  /** The refusal whose number stands in a reply that carries many outcomes. */
  public static Refusal refusal(int number) {
    return switch (Status.fromCodeValue(number).getCode()) {
      case NOT_FOUND -> Refusal.UNKNOWN_TOY;
      case FAILED_PRECONDITION -> Refusal.TOO_LITTLE_STOCK;
      case INVALID_ARGUMENT -> Refusal.BAD_QUANTITY;
      case ALREADY_EXISTS -> Refusal.KEY_REUSED;
      case RESOURCE_EXHAUSTED -> Refusal.OVERLOADED;
      default -> Refusal.UNKNOWN_OUTCOME;
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

  /** Whether the call may be sent again: it got lost on the way, and the server did not object. */
  static boolean mayRetry(Throwable failure) {
    Metadata trailers = Status.trailersFromThrowable(failure);
    return Status.fromThrowable(failure).getCode() == Status.Code.UNAVAILABLE
        && (trailers == null || trailers.get(PUSHBACK) == null);
  }

  private static Status.Code code(Refusal refusal) {
    return switch (refusal) {
      case UNKNOWN_TOY -> Status.Code.NOT_FOUND;
      case TOO_LITTLE_STOCK -> Status.Code.FAILED_PRECONDITION;
      case BAD_QUANTITY, BAD_REQUEST -> Status.Code.INVALID_ARGUMENT;
      case KEY_REUSED -> Status.Code.ALREADY_EXISTS;
      case OVERLOADED -> Status.Code.RESOURCE_EXHAUSTED;
      case UNKNOWN_OUTCOME -> Status.Code.UNAVAILABLE;
    };
  }
}
