package frontend;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import rpc.order.BuyReply;
import rpc.order.BuyRequest;
import rpc.order.GetRequest;
import rpc.order.OrderGrpc;
import rpc.order.OrderRecord;

/** An order service that sells everything; its answers can be held back, or be failures. */
final class FakeOrder extends OrderGrpc.OrderImplBase {
  private static final Queue<Status> NONE = new ConcurrentLinkedQueue<>();

  final Held held = new Held();

  /** What was bought, or tried to, in order. */
  final Queue<BuyRequest> purchases = new ConcurrentLinkedQueue<>();

  private final Map<String, Queue<Status>> failures = new ConcurrentHashMap<>();
  private final AtomicLong next = new AtomicLong();

  /** Purchases of a toy end with a status, as often as this was said. */
  FakeOrder failing(String name, Status status) {
    failures.computeIfAbsent(name, any -> new ConcurrentLinkedQueue<>()).add(status);
    return this;
  }

  @Override
  public void buy(BuyRequest request, StreamObserver<BuyReply> reply) {
    purchases.add(request);
    held.answer(
        request.getName(),
        reply,
        () -> {
          Status failure = failures.getOrDefault(request.getName(), NONE).poll();
          if (failure != null) {
            throw failure.asRuntimeException();
          }
          return BuyReply.newBuilder().setOrderNumber(next.getAndIncrement()).build();
        });
  }

  /** Every number has an order; whether it is answered depends on what is held under it. */
  @Override
  public void get(GetRequest request, StreamObserver<OrderRecord> reply) {
    long number = request.getOrderNumber();
    OrderRecord order =
        OrderRecord.newBuilder().setOrderNumber(number).setName("Tux").setQuantity(1).build();
    held.answer(Long.toString(number), reply, () -> order);
  }
}
