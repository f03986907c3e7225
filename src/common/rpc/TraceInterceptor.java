package common.rpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Takes the {@link TraceParent} of a call from its metadata, and puts it there. */
final class TraceInterceptor implements ClientInterceptor, ServerInterceptor {
  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    ClientCall<Q, R> call = next.newCall(method, options);
    String traceparent = options.getOption(TraceParent.OF_CALL);
    if (traceparent.isEmpty()) {
      return call;
    }
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<R> replies, Metadata headers) {
        headers.put(TraceParent.HEADER, traceparent);
        super.start(replies, headers);
      }
    };
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String traceparent = TraceParent.of(headers);
    if (traceparent.isEmpty()) {
      return next.startCall(call, headers);
    }
    Context context = Context.current().withValue(TraceParent.CURRENT, traceparent);
    return Contexts.interceptCall(context, call, headers, next);
  }
}
