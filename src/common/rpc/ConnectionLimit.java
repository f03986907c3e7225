package common.rpc;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import java.util.concurrent.atomic.AtomicInteger;

/** Ends the connections beyond a number: those behind a store's services are few. */
final class ConnectionLimit extends ServerTransportFilter {
  private final int most;
  private final AtomicInteger open = new AtomicInteger();

  ConnectionLimit(int most) {
    this.most = most;
  }

  int open() {
    return open.get();
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      throw new IllegalStateException("more than " + most + " connections");
    }
    return attributes.toBuilder().set(HeldBytes.CONNECTION, new HeldBytes.Connection()).build();
  }

  @Override
  public void transportTerminated(Attributes attributes) {
    if (attributes != null && attributes.get(HeldBytes.CONNECTION) != null) {
      open.decrementAndGet();
    }
  }
}
