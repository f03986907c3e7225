package common.etcd;

import java.io.IOException;

/** etcd did not answer in time, refused, or holds what it should not; the message says it. */
public final class EtcdException extends IOException {
  private static final long serialVersionUID = 1;

  EtcdException(Throwable cause) {
    super(EtcdFailures.reason(cause), cause);
  }

  EtcdException(String message) {
    super(message);
  }
}
