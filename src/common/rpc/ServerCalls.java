package common.rpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/** Counts the calls of servers, also those that a caller or a connection cut off. */
final class ServerCalls extends ServerStreamTracer.Factory {
  private static final CallCounts COUNTS =
      new CallCounts("toystore_grpc_server_calls_total", "Calls that a gRPC server has ended.");

  /** Whatever callers make up: a label must not take any number of values. */
  private static final String OTHER = "other";

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    return new Tracer();
  }

  private static final class Tracer extends ServerStreamTracer {
    private volatile String method = OTHER;

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
      if (call.getMethodDescriptor().getType() != MethodType.UNKNOWN) {
        method = call.getMethodDescriptor().getFullMethodName();
      }
    }

    @Override
    public void streamClosed(Status status) {
      COUNTS.count(method, status.getCode());
    }
  }
}
