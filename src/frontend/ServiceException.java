package frontend;

import common.process.Failures;
import common.rpc.RpcChannel;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A call to the catalog or the order service failed. */
final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Status.Code code;

  private ServiceException(String service, Status.Code code, Throwable failure) {
    super("the " + service + " service " + (isFault(code) ? "failed" : "does not answer"), failure);
    this.code = code;
  }

  /**
   * Waits for a call, which ends at its deadline at the latest.
   *
   * @throws ServiceException if the call failed
   */
  static <T> T await(RpcChannel service, CompletableFuture<T> call) {
    try {
      return call.join();
    } catch (CompletionException e) {
      Throwable failure = Failures.cause(e);
      throw new ServiceException(
          service.target(), Status.fromThrowable(failure).getCode(), failure);
    }
  }

  Status.Code code() {
    return code;
  }

  /** Whether something is broken; otherwise the service is away, slow or busy. */
  boolean isFault() {
    return isFault(code);
  }

  /** Whether a status says that something is broken, and not just away or busy. */
  static boolean isFault(Status.Code code) {
    return switch (code) {
      case UNKNOWN, INTERNAL, UNIMPLEMENTED, DATA_LOSS, OUT_OF_RANGE, UNAUTHENTICATED -> true;
      default -> false;
    };
  }
}
