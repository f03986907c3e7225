package frontend;

import io.grpc.Status;

/** A call to the catalog or the order service failed. */
final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Status.Code code;

  ServiceException(String service, Status.Code code, Throwable failure) {
    super("the " + service + " service " + (isFault(code) ? "failed" : "does not answer"), failure);
    this.code = code;
  }

  Status.Code code() {
    return code;
  }

  /** Whether something is broken; otherwise the service is away, slow or busy. */
  boolean isFault() {
    return isFault(code);
  }

  static boolean isFault(Status.Code code) {
    return switch (code) {
      case UNKNOWN, INTERNAL, UNIMPLEMENTED, DATA_LOSS, OUT_OF_RANGE, UNAUTHENTICATED -> true;
      default -> false;
    };
  }
}
