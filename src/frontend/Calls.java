package frontend;

import common.process.Failures;
import common.rpc.RpcChannel;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for the services; every call has a deadline, so every wait ends. */
final class Calls {
  private Calls() {}

  /**
   * How a call ended.
   *
   * @param code OK, or why not
   * @param value null unless OK
   * @param failure null if OK
   */
  record Result<T>(Status.Code code, T value, Throwable failure) {}

  static <T> Result<T> await(CompletableFuture<T> call) {
    try {
      return new Result<>(Status.Code.OK, call.join(), null);
    } catch (CompletionException e) {
      Throwable failure = Failures.cause(e);
      return new Result<>(Status.fromThrowable(failure).getCode(), null, failure);
    }
  }

  /** Whether a status says that something is broken, and not just away or busy. */
  static boolean isFault(Status.Code code) {
    return switch (code) {
      case UNKNOWN, INTERNAL, UNIMPLEMENTED, DATA_LOSS, OUT_OF_RANGE, UNAUTHENTICATED -> true;
      default -> false;
    };
  }

  /** 503 where the service is away, slow or busy. */
  static Reply failed(RpcChannel service, Throwable failure) {
    if (isFault(Status.fromThrowable(failure).getCode())) {
      throw new IllegalStateException("the " + service.target() + " service failed", failure);
    }
    return Reply.unavailable("the " + service.target() + " service does not answer, try again");
  }
}
