package frontend;

import common.purchase.Refusal;
import common.rpc.RpcStatus;
import common.rpc.TraceParent;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import rpc.order.BuyManyReply;
import rpc.order.BuyManyRequest;
import rpc.order.BuyRequest;
import rpc.order.GetRequest;
import rpc.order.OrderGrpc;
import rpc.order.OrderRecord;

/** An order service that sells everything; its answers can be held back, or be failures. */
final class FakeOrder extends OrderGrpc.OrderImplBase {
  private static final Queue<Status> NONE = new ConcurrentLinkedQueue<>();
  private static final Status.Code OK = Status.Code.OK;

  final Held held = new Held();

  /** What was bought, or tried to, in order. */
  final Queue<BuyRequest> purchases = new ConcurrentLinkedQueue<>();

  /** The trace of each call, in order. */
  final Queue<String> traces = new ConcurrentLinkedQueue<>();

  private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
  private final Map<String, Queue<Status>> failures = new ConcurrentHashMap<>();
  private final AtomicLong next = new AtomicLong();

  /**
   * Calls with a purchase of the toy end with a status, as often as this was said; with OK, the
   * reply lacks the purchase.
   */
  FakeOrder failing(String name, Status status) {
    failures.computeIfAbsent(name, any -> new ConcurrentLinkedQueue<>()).add(status);
    return this;
  }

  /** Purchases of the toy are refused. */
  FakeOrder refusing(String name, Refusal why) {
    refusals.put(name, why);
    return this;
  }

  /** One name that is held, or fails, holds the whole call or makes it fail. */
  @Override
  public void buyMany(BuyManyRequest request, StreamObserver<BuyManyReply> reply) {
    traces.add(TraceParent.ofCurrentCall());
    purchases.addAll(request.getPurchasesList());
    held.answer(
        request.getPurchasesList().stream()
            .map(BuyRequest::getName)
            .filter(held::holds)
            .findFirst()
            .orElse("none"),
        reply,
        () -> outcomes(request));
  }

  private BuyManyReply outcomes(BuyManyRequest request) {
    BuyManyReply.Builder outcomes = BuyManyReply.newBuilder();
    for (BuyRequest purchase : request.getPurchasesList()) {
      Status failure = failures.getOrDefault(purchase.getName(), NONE).poll();
      if (failure != null && failure.getCode() != OK) {
        throw failure.asRuntimeException();
      }
      Refusal refusal = refusals.get(purchase.getName());
      if (refusal != null) {
        outcomes.addOutcomesBuilder().setRefusal(RpcStatus.message(refusal));
      } else if (failure == null) {
        outcomes.addOutcomesBuilder().setOrderNumber(next.getAndIncrement());
      }
    }
    return outcomes.build();
  }

  /** Every number has an order; whether it is answered depends on what is held under it. */
  @Override
  public void get(GetRequest request, StreamObserver<OrderRecord> reply) {
    traces.add(TraceParent.ofCurrentCall());
    long number = request.getOrderNumber();
    OrderRecord order =
        OrderRecord.newBuilder().setOrderNumber(number).setName("Tux").setQuantity(1).build();
    held.answer(Long.toString(number), reply, () -> order);
  }
}
