package common.rpc;

import common.metrics.Histogram;
import common.metrics.Metrics;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the calls of channels, each once however often it was sent, and their time. */
final class ClientCallCounter implements ClientInterceptor {
  private static final CallCounts COUNTS =
      new CallCounts("toystore_grpc_client_calls_total", "gRPC calls to another service.");

  private static final Map<String, Histogram> DURATIONS = new ConcurrentHashMap<>();

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    long begun = System.nanoTime();
    String name = method.getFullMethodName();
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<R> replies, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(replies) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                COUNTS.count(name, status.getCode());
                if (method.getType() == MethodDescriptor.MethodType.UNARY) {
                  duration(name).observe(System.nanoTime() - begun);
                }
                super.onClose(status, trailers);
              }
            },
            headers);
      }
    };
  }

  private static Histogram duration(String method) {
    return DURATIONS.computeIfAbsent(
        method,
        any ->
            Metrics.ofProcess()
                .durations(
                    "toystore_grpc_client_call_seconds",
                    "From the begin of a gRPC call to another service to its end.",
                    "method",
                    method));
  }
}
