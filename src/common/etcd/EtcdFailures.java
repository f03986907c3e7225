package common.etcd;

import common.process.Failures;
import io.grpc.Status;
import java.util.Objects;

/** What etcd's errors mean. */
final class EtcdFailures {
  private static final String NO_SPACE = "database space exceeded";

  private EtcdFailures() {}

  /** Nothing was written: etcd's quota is used up, and stays so until a person makes room. */
  static boolean isNoSpace(Throwable failure) {
    Status status = status(failure);
    return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
        && description(status).contains(NO_SPACE);
  }

  /** The lease has ended. */
  static boolean isLeaseGone(Throwable failure) {
    return status(failure).getCode() == Status.Code.NOT_FOUND;
  }

  /** The revision asked for is no longer kept. */
  static boolean isCompacted(Throwable failure) {
    return status(failure).getCode() == Status.Code.OUT_OF_RANGE;
  }

  /**
   * Whether the same request may do better later or at another member. The others are answers: the
   * request itself is refused, and always will be.
   */
  static boolean mayPass(Throwable failure) {
    return switch (status(failure).getCode()) {
      case INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          PERMISSION_DENIED,
          UNAUTHENTICATED,
          UNIMPLEMENTED ->
          false;
      case RESOURCE_EXHAUSTED -> !isNoSpace(failure);
      default -> true;
    };
  }

  /** In a few plain words. */
  static String reason(Throwable failure) {
    Status status = status(failure);
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED -> "etcd does not answer in time";
      case UNAVAILABLE -> "etcd is out of reach: " + description(status);
      default -> "etcd refused: " + status.getCode() + " " + description(status);
    };
  }

  private static Status status(Throwable failure) {
    return Status.fromThrowable(Failures.cause(failure));
  }

  private static String description(Status status) {
    return Objects.requireNonNullElse(status.getDescription(), "");
  }
}
