package frontend;

import common.rpc.RpcChannel;
import frontend.json.JsonWriter;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import java.util.concurrent.CompletableFuture;

/**
 * {@code GET /health}: asks both services now. A frontend that drains turns this request away like
 * any other.
 */
final class Health {
  private static final long DEADLINE_MILLIS = 1000;
  private static final String SERVING = "serving";

  private final RpcChannel catalog;
  private final RpcChannel order;

  Health(RpcChannel catalog, RpcChannel order) {
    this.catalog = catalog;
    this.order = order;
  }

  CompletableFuture<Reply> get() {
    CompletableFuture<String> catalogState = state(catalog);
    CompletableFuture<String> orderState = state(order);
    return catalogState.thenCombine(orderState, this::reply);
  }

  private Reply reply(String catalogState, String orderState) {
    JsonWriter body = new JsonWriter().beginObject();
    String wrong = wrong("catalog", catalogState);
    wrong = wrong == null ? wrong("order", orderState) : wrong;
    if (wrong != null) {
      Reply.writeError(body, 503, wrong);
    }
    body.name("data").beginObject();
    body.name("frontend").value(SERVING);
    body.name("catalog").value(catalogState);
    body.name("order").value(orderState);
    body.endObject().endObject();
    return wrong == null ? Reply.ok(body) : Reply.unavailable(body);
  }

  private static String wrong(String service, String state) {
    return state.equals(SERVING) ? null : "the " + service + " service is " + state;
  }

  private static CompletableFuture<String> state(RpcChannel service) {
    HealthCheckRequest request = HealthCheckRequest.getDefaultInstance();
    return service
        .call(HealthGrpc.getCheckMethod(), request, DEADLINE_MILLIS)
        .handle((response, failure) -> failure == null ? state(response) : state(failure));
  }

  private static String state(HealthCheckResponse response) {
    boolean serving = response.getStatus() == HealthCheckResponse.ServingStatus.SERVING;
    return serving ? SERVING : "not serving";
  }

  private static String state(Throwable failure) {
    boolean slow = Status.fromThrowable(failure).getCode() == Status.Code.DEADLINE_EXCEEDED;
    return slow ? "too slow" : "unreachable";
  }
}
