package common.rpc;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often a call reached a connection: only then can the other side have heard of it. */
public final class Attempts extends ClientStreamTracer.Factory {
  private final AtomicInteger sent = new AtomicInteger();

  /**
   * 0 if the other side surely knows nothing of the call; above 1 if it may have heard it twice.
   */
  public int sent() {
    return sent.get();
  }

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new ClientStreamTracer() {
      @Override
      public void streamCreated(Attributes transport, Metadata sentHeaders) {
        sent.incrementAndGet();
      }
    };
  }
}
