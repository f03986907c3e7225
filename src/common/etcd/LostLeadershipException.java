package common.etcd;

import java.io.IOException;

/** This process leads no longer, so it may write nothing more. */
public final class LostLeadershipException extends IOException {
  private static final long serialVersionUID = 1;

  LostLeadershipException() {
    super("this process is no longer the leader");
  }

  LostLeadershipException(String reason) {
    super("this process is no longer the leader: " + reason);
  }

  /** It is nobody's fault: where it was noticed does not matter. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
