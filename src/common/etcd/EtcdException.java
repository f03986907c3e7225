package common.etcd;

import java.io.IOException;

/** etcd did not answer in time, or refused; the message says so in plain words. */
public final class EtcdException extends IOException {
  private static final long serialVersionUID = 1;

  EtcdException(Throwable cause) {
    super(EtcdFailures.reason(cause), cause);
  }
}
