package common.rpc;

import com.google.protobuf.Empty;
import io.grpc.BindableService;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import java.util.List;

/** A server's own service, once there is one; until then all calls are UNAVAILABLE. */
final class LateService extends HandlerRegistry {
  private volatile ServerServiceDefinition service;

  /** From now on calls go there. */
  void set(BindableService newService) {
    service = newService.bindService();
  }

  @Override
  public List<ServerServiceDefinition> getServices() {
    ServerServiceDefinition current = service;
    return current == null ? List.of() : List.of(current);
  }

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String method, String authority) {
    ServerServiceDefinition current = service;
    return current == null ? unavailable(method) : current.getMethod(method);
  }

  private static ServerMethodDefinition<Empty, Empty> unavailable(String method) {
    MethodDescriptor.Marshaller<Empty> anything = ProtoUtils.marshaller(Empty.getDefaultInstance());
    MethodDescriptor<Empty, Empty> descriptor =
        MethodDescriptor.newBuilder(anything, anything)
            .setType(MethodDescriptor.MethodType.UNKNOWN)
            .setFullMethodName(method)
            .build();
    return ServerMethodDefinition.create(
        descriptor,
        (call, headers) -> {
          call.close(Status.UNAVAILABLE.withDescription("not the leader"), new Metadata());
          return new ServerCall.Listener<>() {};
        });
  }
}
