package frontend;

import common.JsonWriter;
import common.RpcChannel;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** {@code GET /health}: asks both services now. */
final class Health {
  private static final long DEADLINE_MILLIS = 1000;
  private static final String SERVING = "serving";

  private final RpcChannel catalog;
  private final RpcChannel order;
  private final BooleanSupplier draining;

  Health(RpcChannel catalog, RpcChannel order, BooleanSupplier draining) {
    this.catalog = catalog;
    this.order = order;
    this.draining = draining;
  }

  Reply get() {
    CompletableFuture<HealthCheckResponse> catalogCheck = check(catalog);
    CompletableFuture<HealthCheckResponse> orderCheck = check(order);
    String frontendState = draining.getAsBoolean() ? "not serving" : SERVING;
    String catalogState = state(catalogCheck);
    String orderState = state(orderCheck);
    JsonWriter body = new JsonWriter().beginObject();
    String wrong = wrong("frontend", frontendState);
    wrong = wrong == null ? wrong("catalog", catalogState) : wrong;
    wrong = wrong == null ? wrong("order", orderState) : wrong;
    if (wrong != null) {
      Reply.writeError(body, 503, wrong);
    }
    body.name("data").beginObject();
    body.name("frontend").value(frontendState);
    body.name("catalog").value(catalogState);
    body.name("order").value(orderState);
    body.endObject().endObject();
    return wrong == null ? Reply.ok(body) : Reply.unavailable(body);
  }

  private static String wrong(String service, String state) {
    return state.equals(SERVING) ? null : "the " + service + " service is " + state;
  }

  private static CompletableFuture<HealthCheckResponse> check(RpcChannel service) {
    HealthCheckRequest request = HealthCheckRequest.getDefaultInstance();
    return service.call(HealthGrpc.getCheckMethod(), request, DEADLINE_MILLIS);
  }

  private static String state(CompletableFuture<HealthCheckResponse> check) {
    Calls.Result<HealthCheckResponse> result = Calls.await(check);
    if (result.code() == Status.Code.DEADLINE_EXCEEDED) {
      return "too slow";
    }
    if (result.code() != Status.Code.OK) {
      return "unreachable";
    }
    boolean serving = result.value().getStatus() == HealthCheckResponse.ServingStatus.SERVING;
    return serving ? SERVING : "not serving";
  }
}
