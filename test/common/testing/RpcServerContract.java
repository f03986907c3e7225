package common.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each gRPC server of the store offers beside its own calls. */
public interface RpcServerContract {
  /** A channel to the server, which serves. */
  Channel channel();

  /** The full name of its own service. */
  String serviceName();

  @Test
  default void health_ofTheServerAndTheService_isServing() {
    HealthGrpc.HealthBlockingStub health =
        HealthGrpc.newBlockingStub(channel()).withDeadlineAfter(20, TimeUnit.SECONDS);
    for (String service : List.of("", serviceName())) {
      HealthCheckRequest request = HealthCheckRequest.newBuilder().setService(service).build();
      assertEquals(ServingStatus.SERVING, health.check(request).getStatus(), service);
    }
  }

  /** Older clients of reflection ask for v1alpha, whose messages are the same. */
  @ParameterizedTest
  @ValueSource(strings = {"v1", "v1alpha"})
  default void reflection_listsTheServices(String version) throws Exception {
    CompletableFuture<List<String>> names = new CompletableFuture<>();
    MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> method =
        ServerReflectionGrpc.getServerReflectionInfoMethod().toBuilder()
            .setFullMethodName(
                "grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo")
            .build();
    StreamObserver<ServerReflectionRequest> requests =
        ClientCalls.asyncBidiStreamingCall(
            channel().newCall(method, CallOptions.DEFAULT), new NamesInto(names));
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    List<String> services = names.get(20, TimeUnit.SECONDS);
    requests.onCompleted();
    assertTrue(
        services.containsAll(List.of(serviceName(), "grpc.health.v1.Health")), services.toString());
  }

  /** Completes the future with the names in the first reply. */
  record NamesInto(CompletableFuture<List<String>> names)
      implements StreamObserver<ServerReflectionResponse> {
    @Override
    public void onNext(ServerReflectionResponse reply) {
      List<ServiceResponse> services = reply.getListServicesResponse().getServiceList();
      names.complete(services.stream().map(ServiceResponse::getName).toList());
    }

    @Override
    public void onError(Throwable failure) {
      names.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {}
  }
}
