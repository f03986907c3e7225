package abuse;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import store.Service;

/** What grpcurl, Postman and the reflection clients of other languages ask first. */
final class ReflectionAttacks {
  private static final String GROUP = "reflection";
  private static final long TIMEOUT_SECONDS = 5;

  private ReflectionAttacks() {}

  static List<Attack> list() {
    return List.of(
        attack("catalog: services by v1", Service.CATALOG, ReflectionAttacks::listV1),
        attack("catalog: services by v1alpha", Service.CATALOG, ReflectionAttacks::listV1Alpha),
        attack("order: services by v1", Service.ORDER, ReflectionAttacks::listV1),
        attack("order: services by v1alpha", Service.ORDER, ReflectionAttacks::listV1Alpha));
  }

  private static Attack attack(
      String name, Service service, Function<ManagedChannel, CompletableFuture<List<String>>> ask) {
    String wanted = service == Service.CATALOG ? "catalog.Catalog" : "order.Order";
    return new Attack(
        GROUP,
        name,
        wanted + " is among them",
        (target, findings) -> {
          ManagedChannel channel =
              NettyChannelBuilder.forAddress("127.0.0.1", target.grpc(service))
                  .usePlaintext()
                  .build();
          try {
            List<String> names = ask.apply(channel).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            findings.check(names.contains(wanted), "only " + names);
          } finally {
            channel.shutdownNow().awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS);
          }
        });
  }

  private static CompletableFuture<List<String>> listV1(ManagedChannel channel) {
    var names =
        new FirstReply<io.grpc.reflection.v1.ServerReflectionResponse>(
            reply ->
                reply.getListServicesResponse().getServiceList().stream()
                    .map(io.grpc.reflection.v1.ServiceResponse::getName)
                    .toList());
    var requests =
        io.grpc.reflection.v1.ServerReflectionGrpc.newStub(channel).serverReflectionInfo(names);
    requests.onNext(
        io.grpc.reflection.v1.ServerReflectionRequest.newBuilder().setListServices("").build());
    requests.onCompleted();
    return names.names;
  }

  private static CompletableFuture<List<String>> listV1Alpha(ManagedChannel channel) {
    var names =
        new FirstReply<io.grpc.reflection.v1alpha.ServerReflectionResponse>(
            reply ->
                reply.getListServicesResponse().getServiceList().stream()
                    .map(io.grpc.reflection.v1alpha.ServiceResponse::getName)
                    .toList());
    var requests =
        io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(names);
    requests.onNext(
        io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
            .setListServices("")
            .build());
    requests.onCompleted();
    return names.names;
  }

  private static final class FirstReply<T> implements StreamObserver<T> {
    private final Function<T, List<String>> read;
    private final CompletableFuture<List<String>> names = new CompletableFuture<>();

    FirstReply(Function<T, List<String>> read) {
      this.read = read;
    }

    @Override
    public void onNext(T reply) {
      names.complete(read.apply(reply));
    }

    @Override
    public void onError(Throwable failure) {
      names.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      names.completeExceptionally(new IllegalStateException("ended without a reply"));
    }
  }
}
