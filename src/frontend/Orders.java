package frontend;

import common.process.Failures;
import common.process.Log;
import common.purchase.PurchaseId;
import common.purchase.Refusal;
import common.purchase.ToyName;
import common.rpc.Attempts;
import common.rpc.RpcStatus;
import common.rpc.TraceParent;
import frontend.json.Json;
import frontend.json.JsonException;
import frontend.json.JsonObject;
import frontend.json.JsonWriter;
import io.grpc.Status;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
  private static final int MAX_DIGITS = 18;
  private static final String MAY_HAVE_HAPPENED =
      "the outcome is not known: the purchase may have happened; send an Idempotency-Key with the"
          + " next one, and it can be repeated safely";
  private static final Reply NOT_FOUND = Reply.error(404, "order not found");

  /**
   * The contract's code of a refused order. It stands in the body only: an HTTP 304 may have none
   * (RFC 9110, section 15.4.5).
   */
  private static final int COULD_NOT_POST = 304;

  private final Backend order;
  private final Batcher<BuyRequest, BuyOutcome> purchases;

  Orders(Backend order) {
    this.order = order;
    this.purchases = new Batcher<>(order.channel(), "purchases", this::buy);
  }

  CompletableFuture<Reply> post(Request request) {
    List<String> keys = request.headers().getOrDefault("Idempotency-Key", List.of());
    if (keys.stream().distinct().count() > 1) {
      return badRequest("there is more than one Idempotency-Key");
    }
    String key = keys.isEmpty() ? null : keys.get(0);
    if (key != null && !PurchaseId.isKey(key)) {
      return badRequest("Idempotency-Key must be 1 to 255 visible ASCII characters");
    }
    BuyRequest.Builder purchase = BuyRequest.newBuilder().setTraceparent(request.traceparent());
    try {
      JsonObject body = Json.parseObject(request.body());
      purchase.setName(body.string("name")).setQuantity(body.integer("quantity"));
    } catch (JsonException e) {
      return badRequest(e.getMessage());
    }
    if (key != null) {
      return buy(purchase.setIdempotencyKey(key).build())
          .thenApply(outcome -> reply(outcome, true).about(PurchaseId.ofKey(key)));
    }
    String id = PurchaseId.newRequestId();
    return buy(purchase.setRequestId(id).build())
        .thenApply(outcome -> reply(outcome, false).about(PurchaseId.ofRequest(id)));
  }

  private static CompletableFuture<Reply> badRequest(String message) {
    return CompletableFuture.completedFuture(Reply.error(400, message));
  }

  /** However a call ends, it has an outcome; one that is not made has bought nothing. */
  private CompletableFuture<BuyOutcome> buy(BuyRequest purchase) {
    return order
        .call(() -> send(purchase), Orders::isAnswer)
        .exceptionally(failure -> refusal(Refusal.NOT_READY));
  }

  private CompletableFuture<BuyOutcome> send(BuyRequest purchase) {
    // No toy has a longer name: it would only burden the purchases it travels with.
    boolean alone = purchase.getName().length() > ToyName.MAX_CHARACTERS;
    CompletableFuture<BuyOutcome> outcome =
        alone
            ? buy(List.of(purchase)).thenApply(outcomes -> outcomes.get(0))
            : purchases.ask(purchase);
    return outcome.exceptionally(failure -> refusal(Refusal.UNKNOWN_OUTCOME));
  }

  private static boolean isAnswer(BuyOutcome outcome) {
    return switch (outcome.getRefusal()) {
      case NOT_READY, UNKNOWN_OUTCOME -> false;
      default -> true;
    };
  }

  /** An outcome for each purchase, in the same order, however the call ends. */
  private CompletableFuture<List<BuyOutcome>> buy(List<BuyRequest> batch) {
    BuyManyRequest request = BuyManyRequest.newBuilder().addAllPurchases(batch).build();
    String trace = TraceParent.shared(batch.stream().map(BuyRequest::getTraceparent).toList());
    Attempts attempts = new Attempts();
    return order
        .channel()
        .call(OrderGrpc.getBuyManyMethod(), request, BUY_MILLIS, attempts, trace)
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                return Collections.nCopies(batch.size(), refusal(failed(attempts, failure)));
              }
              return attempts.sent() > 1
                  ? reply.getOutcomesList().stream().map(Orders::ofRepeatedCall).toList()
                  : reply.getOutcomesList();
            });
  }

  /** What a call that failed says about its purchases. */
  private Refusal failed(Attempts attempts, Throwable failure) {
    if (attempts.sent() == 0) {
      return Refusal.NOT_READY;
    }
    if (ServiceException.isFault(Status.fromThrowable(failure).getCode())) {
      Log.error("the " + order.channel().target() + " service failed on a purchase", failure);
    }
    return Refusal.UNKNOWN_OUTCOME;
  }

  /** "Nothing was sold" is true of the call that says so; one before it may have sold. */
  private static BuyOutcome ofRepeatedCall(BuyOutcome outcome) {
    return switch (outcome.getRefusal()) {
      case OVERLOADED, NOT_READY -> refusal(Refusal.UNKNOWN_OUTCOME);
      default -> outcome;
    };
  }

  private static BuyOutcome refusal(Refusal why) {
    return BuyOutcome.newBuilder().setRefusal(RpcStatus.message(why)).build();
  }

  private static Reply reply(BuyOutcome outcome, boolean keyed) {
    if (!outcome.hasOrderNumber()) {
      return refused(RpcStatus.refusal(outcome.getRefusal()), keyed);
    }
    JsonWriter body = new JsonWriter().beginObject().name("data").beginObject();
    body.name("order_number").value(outcome.getOrderNumber());
    return Reply.ok(body.endObject().endObject());
  }

  /** The one place where refusals become HTTP. */
  private static Reply refused(Refusal why, boolean keyed) {
    return switch (why) {
      case UNKNOWN_TOY, INSUFFICIENT_STOCK, BAD_QUANTITY, BAD_REQUEST ->
          Reply.error(409, COULD_NOT_POST, "could not post order", Map.of());
      case KEY_REUSED -> Reply.error(422, why.sentence());
      case OVERLOADED, NOT_READY -> Reply.unavailable(why.sentence());
      // A 503 invites a repeat, which without a key may be a second purchase.
      case UNKNOWN_OUTCOME ->
          keyed ? Reply.unavailable(why.sentence()) : Reply.error(500, MAY_HAVE_HAPPENED);
    };
  }

  /** The order of that number. */
  CompletableFuture<Reply> get(String text, String traceparent) {
    long number = number(text);
    if (number < 0) {
      return CompletableFuture.completedFuture(NOT_FOUND);
    }
    GetRequest request = GetRequest.newBuilder().setOrderNumber(number).build();
    return order
        .call(
            () ->
                order
                    .channel()
                    .call(
                        OrderGrpc.getGetMethod(), request, GET_MILLIS, new Attempts(), traceparent))
        .handle((found, failure) -> failure == null ? reply(found) : notFound(failure));
  }

  private static Reply notFound(Throwable failure) {
    ServiceException cause = (ServiceException) Failures.cause(failure);
    if (cause.code() == Status.Code.NOT_FOUND) {
      return NOT_FOUND;
    }
    throw cause;
  }

  private static Reply reply(OrderRecord found) {
    JsonWriter body = new JsonWriter().beginObject().name("data").beginObject();
    body.name("number").value(found.getOrderNumber());
    body.name("name").value(found.getName());
    body.name("quantity").value(found.getQuantity());
    return Reply.ok(body.endObject().endObject());
  }

  /** The number that the text is, in its one way of being written; -1 if it is none. */
  private static long number(String text) {
    if (text.isEmpty() || text.length() > MAX_DIGITS || text.startsWith("0") && !text.equals("0")) {
      return -1;
    }
    boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Long.parseLong(text) : -1;
  }
}
