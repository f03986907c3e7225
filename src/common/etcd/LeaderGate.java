package common.etcd;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Lets a reply out only while this process surely leads. The clock is looked at after the reply was
 * made: so what it says was true when it was read.
 */
final class LeaderGate implements ServerInterceptor {
  private static final Status NOT_THE_LEADER =
      Status.UNAVAILABLE.withDescription("not surely the leader at the moment");

  private static final Status NO_WRITES =
      Status.RESOURCE_EXHAUSTED.withDescription("etcd takes no writes at the moment");

  private final LongSupplier leadsForNanos;
  private final BooleanSupplier stalled;
  private final Set<String> writes;

  LeaderGate(LongSupplier leadsForNanos, BooleanSupplier stalled, Set<String> writes) {
    this.leadsForNanos = leadsForNanos;
    this.stalled = stalled;
    this.writes = Set.copyOf(writes);
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (!leads()) {
      return refuse(call, NOT_THE_LEADER);
    }
    if (writes.contains(call.getMethodDescriptor().getBareMethodName()) && stalled.getAsBoolean()) {
      return refuse(call, NO_WRITES);
    }
    return next.startCall(new Gated<>(call), headers);
  }

  private boolean leads() {
    return leadsForNanos.getAsLong() > 0;
  }

  private static <Q> ServerCall.Listener<Q> refuse(ServerCall<Q, ?> call, Status why) {
    call.close(why, new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private final class Gated<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private boolean cut;

    Gated(ServerCall<Q, R> call) {
      super(call);
    }

    @Override
    public void sendMessage(R message) {
      if (!cut && !leads()) {
        cut = true;
        super.close(NOT_THE_LEADER, new Metadata());
      }
      if (!cut) {
        super.sendMessage(message);
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!cut) {
        // A refusal tells something, too.
        super.close(status.isOk() || leads() ? status : NOT_THE_LEADER, trailers);
      }
    }
  }
}
