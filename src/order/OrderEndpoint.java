package order;

import common.journal.Storage;
import common.process.Failures;
import common.process.Log;
import common.purchase.Outcome;
import common.purchase.PurchaseId;
import common.purchase.Refusal;
import common.rpc.PurchaseLog;
import common.rpc.RpcServer;
import common.rpc.RpcStatus;
import common.rpc.TraceParent;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import rpc.order.BuyManyReply;
import rpc.order.BuyManyRequest;
import rpc.order.BuyOutcome;
import rpc.order.BuyReply;
import rpc.order.BuyRequest;
import rpc.order.GetRequest;
import rpc.order.OrderGrpc;
import rpc.order.OrderRecord;

/** The order service's gRPC calls; none of them waits. */
final class OrderEndpoint extends OrderGrpc.OrderImplBase {
  private static final OutcomeCounts OUTCOMES = new OutcomeCounts();

  private final Purchases purchases;
  private final OrderLedger orders;
  private final Storage.RowReader<OrderRow> reader;
  private final ExecutorService diskReaders;

  /**
   * @param diskReaders bounded; for what touches the disk
   */
  OrderEndpoint(
      Purchases purchases,
      OrderLedger orders,
      Storage.RowReader<OrderRow> reader,
      ExecutorService diskReaders) {
    this.purchases = purchases;
    this.orders = orders;
    this.reader = reader;
    this.diskReaders = diskReaders;
  }

  @Override
  public void buy(BuyRequest request, StreamObserver<BuyReply> reply) {
    buy(List.of(request)).get(0).thenAccept(outcome -> answer(outcome, reply));
  }

  private static void answer(Outcome<Long> outcome, StreamObserver<BuyReply> reply) {
    if (outcome instanceof Outcome.Done<Long> bought) {
      reply.onNext(BuyReply.newBuilder().setOrderNumber(bought.value()).build());
      reply.onCompleted();
    } else {
      reply.onError(RpcStatus.of(((Outcome.Refused<Long>) outcome).why()));
    }
  }

  @Override
  public void buyMany(BuyManyRequest request, StreamObserver<BuyManyReply> reply) {
    if (request.getPurchasesCount() > RpcServer.MAX_PER_CALL) {
      reply.onError(RpcStatus.tooMany("purchases"));
      return;
    }
    Outcome.all(buy(request.getPurchasesList()))
        .thenAccept(
            outcomes -> {
              BuyManyReply.Builder all = BuyManyReply.newBuilder();
              outcomes.forEach(outcome -> all.addOutcomes(message(outcome)));
              reply.onNext(all.build());
              reply.onCompleted();
            });
  }

  private List<CompletableFuture<Outcome<Long>>> buy(List<BuyRequest> requests) {
    String traceOfCall = TraceParent.ofCurrentCall();
    List<TracedPurchase> asked =
        requests.stream()
            .map(
                request ->
                    new TracedPurchase(
                        purchase(request), TraceParent.of(request.getTraceparent(), traceOfCall)))
            .toList();
    List<CompletableFuture<Outcome<Long>>> outcomes = purchases.buy(asked);
    for (int i = 0; i < outcomes.size(); i++) {
      TracedPurchase each = asked.get(i);
      outcomes.get(i).thenAccept(outcome -> answered(each, outcome));
    }
    return outcomes;
  }

  private static void answered(TracedPurchase asked, Outcome<Long> outcome) {
    OUTCOMES.count(outcome);
    PurchaseLog.answered(
        asked.purchase().id(), outcome, "order", number -> number, asked.traceparent());
  }

  private static BuyOutcome message(Outcome<Long> outcome) {
    BuyOutcome.Builder message = BuyOutcome.newBuilder();
    if (outcome instanceof Outcome.Done<Long> bought) {
      message.setOrderNumber(bought.value());
    } else {
      message.setRefusal(RpcStatus.message(((Outcome.Refused<Long>) outcome).why()));
    }
    return message.build();
  }

  private static Purchase purchase(BuyRequest request) {
    return new Purchase(id(request), request.getName(), request.getQuantity());
  }

  /** The purchase's id; not a valid one if the key or the request's id is malformed. */
  private static String id(BuyRequest request) {
    String key = request.getIdempotencyKey();
    String requestId = request.getRequestId();
    if (!key.isEmpty()) {
      return PurchaseId.isKey(key) ? PurchaseId.ofKey(key) : "";
    }
    if (requestId.isEmpty()) {
      return PurchaseId.ofRequest(PurchaseId.newRequestId());
    }
    return PurchaseId.isKey(requestId) ? PurchaseId.ofRequest(requestId) : "";
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
      if (order.number() != number) {
        throw new IOException("order.csv was replaced: it has order " + order.number() + " there");
      }
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
