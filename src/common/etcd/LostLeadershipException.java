package common.etcd;

import java.io.IOException;

/** This process leads no longer, so it may write nothing more. */
public final class LostLeadershipException extends IOException {
  private static final long serialVersionUID = 1;

  LostLeadershipException() {
    super("this process is no longer the leader");
  }
}
