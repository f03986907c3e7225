package frontend;

import common.purchase.PurchaseId;
import common.purchase.Refusal;
import common.purchase.ToyName;
import common.rpc.RpcChannel;
import common.rpc.RpcStatus;
import frontend.json.Json;
import frontend.json.JsonException;
import frontend.json.JsonObject;
import frontend.json.JsonWriter;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import rpc.order.BuyManyReply;
import rpc.order.BuyManyRequest;
import rpc.order.BuyOutcome;
import rpc.order.BuyRequest;
import rpc.order.GetRequest;
import rpc.order.OrderGrpc;
import rpc.order.OrderRecord;

/** {@code POST /orders} and {@code GET /orders/<number>}. */
final class Orders {
  private static final long BUY_MILLIS = 3000;
  private static final long GET_MILLIS = 1000;

  /**
   * The contract's code of a refused order. It stands in the body only: an HTTP 304 may have none
   * (RFC 9110, section 15.4.5).
   */
  private static final int COULD_NOT_POST = 304;

  private final RpcChannel order;
  private final Batcher<BuyRequest, BuyOutcome> purchases;

  Orders(RpcChannel order) {
    this.order = order;
    this.purchases = new Batcher<>(order, this::buy);
  }

  Answer<?> post(Request request) {
    String key = request.headers().getFirst("Idempotency-Key");
    if (key != null && !PurchaseId.isKey(key)) {
      return Answer.now(
          Reply.error(400, "Idempotency-Key must be 1 to 255 visible ASCII characters"));
    }
    String name;
    int quantity;
    try {
      JsonObject body = Json.parseObject(request.body());
      name = body.string("name");
      quantity = body.integer("quantity");
    } catch (JsonException e) {
      return Answer.now(Reply.error(400, e.getMessage()));
    }
    BuyRequest.Builder buy = BuyRequest.newBuilder().setName(name).setQuantity(quantity);
    if (key == null) {
      buy.setRequestId(PurchaseId.newRequestId());
    } else {
      buy.setIdempotencyKey(key);
    }
    // No toy has a longer name: it would only burden the purchases it travels with.
    return new Answer<>(
        name.length() > ToyName.MAX_CHARACTERS
            ? buy(List.of(buy.build())).thenApply(outcomes -> outcomes.get(0))
            : purchases.ask(buy.build()),
        this::bought);
  }

  private CompletableFuture<List<BuyOutcome>> buy(List<BuyRequest> purchases) {
    BuyManyRequest request = BuyManyRequest.newBuilder().addAllPurchases(purchases).build();
    return order
        .call(OrderGrpc.getBuyManyMethod(), request, BUY_MILLIS)
        .thenApply(BuyManyReply::getOutcomesList);
  }

  private Reply bought(Calls.Result<BuyOutcome> result) {
    if (result.code() == Status.Code.OK && !result.value().hasOrderNumber()) {
      return refused(RpcStatus.refusal(result.value().getRefusal()));
    }
    if (result.code() == Status.Code.OK) {
      JsonWriter body = new JsonWriter().beginObject().name("data").beginObject();
      body.name("order_number").value(result.value().getOrderNumber());
      return Reply.ok(body.endObject().endObject());
    }
    return Calls.isFault(result.code())
        ? Calls.failed(order, result.failure())
        : refused(Refusal.UNKNOWN_OUTCOME);
  }

  /** The one place where refusals become HTTP. */
  private static Reply refused(Refusal why) {
    return switch (why) {
      case UNKNOWN_TOY, INSUFFICIENT_STOCK, BAD_QUANTITY, BAD_REQUEST ->
          Reply.error(409, COULD_NOT_POST, "could not post order", Map.of());
      case KEY_REUSED -> Reply.error(422, why.sentence());
      case OVERLOADED, NOT_READY, UNKNOWN_OUTCOME -> Reply.unavailable(why.sentence());
    };
  }

  Answer<?> get(String text) {
    if (!text.matches("0|[1-9][0-9]{0,17}")) {
      return Answer.now(notFound());
    }
    GetRequest request = GetRequest.newBuilder().setOrderNumber(Long.parseLong(text)).build();
    return new Answer<>(order.call(OrderGrpc.getGetMethod(), request, GET_MILLIS), this::found);
  }

  private Reply found(Calls.Result<OrderRecord> result) {
    if (result.code() == Status.Code.NOT_FOUND) {
      return notFound();
    }
    if (result.code() != Status.Code.OK) {
      return Calls.failed(order, result.failure());
    }
    OrderRecord found = result.value();
    JsonWriter body = new JsonWriter().beginObject().name("data").beginObject();
    body.name("number").value(found.getOrderNumber());
    body.name("name").value(found.getName());
    body.name("quantity").value(found.getQuantity());
    return Reply.ok(body.endObject().endObject());
  }

  private static Reply notFound() {
    return Reply.error(404, "order not found");
  }
}
