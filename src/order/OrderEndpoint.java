package order;

import common.Failures;
import common.Log;
import common.Outcome;
import common.PurchaseId;
import common.Refusal;
import common.RpcStatus;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import rpc.order.BuyReply;
import rpc.order.BuyRequest;
import rpc.order.GetRequest;
import rpc.order.OrderGrpc;
import rpc.order.OrderRecord;

/** The order service's gRPC calls; none of them waits. */
final class OrderEndpoint extends OrderGrpc.OrderImplBase {
  /** Reads an order from the file. */
  interface OrderReader {
    OrderRow read(long number) throws Exception;
  }

  private final Purchases purchases;
  private final OrderBook orders;
  private final OrderReader reader;
  private final ExecutorService diskReaders;

  /**
   * @param diskReaders bounded; for what touches the disk
   */
  OrderEndpoint(
      Purchases purchases, OrderBook orders, OrderReader reader, ExecutorService diskReaders) {
    this.purchases = purchases;
    this.orders = orders;
    this.reader = reader;
    this.diskReaders = diskReaders;
  }

  @Override
  public void buy(BuyRequest request, StreamObserver<BuyReply> reply) {
    String id = id(request);
    if (id == null || request.getName().isEmpty()) {
      reply.onError(RpcStatus.of(Refusal.BAD_REQUEST));
      return;
    }
    purchases
        .buy(id, request.getName(), request.getQuantity())
        .whenComplete((outcome, failure) -> answer(outcome, failure, reply));
  }

  private static void answer(
      Outcome<Long> outcome, Throwable failure, StreamObserver<BuyReply> reply) {
    if (outcome instanceof Outcome.Done<Long> bought) {
      reply.onNext(BuyReply.newBuilder().setOrderNumber(bought.value()).build());
      reply.onCompleted();
    } else if (outcome instanceof Outcome.Refused<Long> refused) {
      reply.onError(RpcStatus.of(refused.why()));
    } else {
      reply.onError(Failures.cause(failure));
    }
  }

  /** The purchase's id, or null if the key or the request's id is malformed. */
  private static String id(BuyRequest request) {
    String key = request.getIdempotencyKey();
    String requestId = request.getRequestId();
    if (!key.isEmpty()) {
      return PurchaseId.isKey(key) ? PurchaseId.ofKey(key) : null;
    }
    if (requestId.isEmpty()) {
      return PurchaseId.ofRequest(PurchaseId.newRequestId());
    }
    return PurchaseId.isKey(requestId) ? PurchaseId.ofRequest(requestId) : null;
  }

  @Override
  public void get(GetRequest request, StreamObserver<OrderRecord> reply) {
    long number = request.getOrderNumber();
    if (!orders.has(number)) {
      reply.onError(
          Status.NOT_FOUND.withDescription("there is no order " + number).asRuntimeException());
      return;
    }
    try {
      CompletableFuture.runAsync(() -> read(number, reply), diskReaders);
    } catch (RejectedExecutionException e) {
      reply.onError(RpcStatus.of(Refusal.OVERLOADED));
    }
  }

  private void read(long number, StreamObserver<OrderRecord> reply) {
    OrderRow order;
    try {
      order = reader.read(number);
    } catch (Exception e) {
      Log.error("order " + number + " could not be read", e);
      reply.onError(Status.INTERNAL.withDescription(Failures.reason(e)).asRuntimeException());
      return;
    }
    reply.onNext(
        OrderRecord.newBuilder()
            .setOrderNumber(order.number())
            .setName(order.name())
            .setQuantity(order.quantity())
            .build());
    reply.onCompleted();
  }
}
