package catalog;

import common.Failures;
import common.Outcome;
import common.PurchaseId;
import common.Refusal;
import common.RpcStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import rpc.catalog.BuyRequest;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.ListReply;
import rpc.catalog.ListRequest;
import rpc.catalog.QueryManyReply;
import rpc.catalog.QueryManyRequest;
import rpc.catalog.QueryRequest;
import rpc.catalog.SalesReply;
import rpc.catalog.SalesRequest;
import rpc.catalog.Toy;

/** The catalog's gRPC calls; none of them waits. */
final class CatalogEndpoint extends CatalogGrpc.CatalogImplBase {
  private static final int PAGE = 1000;

  /** No store gets there; a made-up number from a person's tool must not spoil the numbering. */
  private static final long MOST_SALE_NUMBER = 1L << 53;

  private final Inventory inventory;

  CatalogEndpoint(Inventory inventory) {
    this.inventory = inventory;
  }

  @Override
  public void query(QueryRequest request, StreamObserver<Toy> reply) {
    if (request.getName().isEmpty()) {
      reply.onError(RpcStatus.of(Refusal.BAD_REQUEST));
      return;
    }
    inventory
        .query(request.getName())
        .ifPresentOrElse(
            item -> answer(reply, toy(item)),
            () -> reply.onError(RpcStatus.of(Refusal.UNKNOWN_TOY)));
  }

  @Override
  public void queryMany(QueryManyRequest request, StreamObserver<QueryManyReply> reply) {
    QueryManyReply.Builder toys = QueryManyReply.newBuilder();
    for (String name : request.getNamesList()) {
      toys.addToys(
          inventory.query(name).map(CatalogEndpoint::toy).orElse(Toy.getDefaultInstance()));
    }
    answer(reply, toys.build());
  }

  @Override
  public void list(ListRequest request, StreamObserver<ListReply> reply) {
    ListReply.Builder toys = ListReply.newBuilder();
    inventory.list().forEach(item -> toys.addToys(toy(item)));
    answer(reply, toys.build());
  }

  @Override
  public void buy(BuyRequest request, StreamObserver<rpc.catalog.Sale> reply) {
    if (!isSaleNumber(request.getNextSale())) {
      reply.onError(outOfRange("next_sale must be from 0 to " + MOST_SALE_NUMBER));
      return;
    }
    String id =
        request.getId().isEmpty()
            ? PurchaseId.ofRequest(PurchaseId.newRequestId())
            : request.getId();
    inventory
        .buy(id, request.getName(), request.getQuantity(), request.getNextSale())
        .whenComplete(
            (outcome, failure) -> {
              if (outcome instanceof Outcome.Done<Sale> sold) {
                answer(reply, message(sold.value()));
              } else if (outcome instanceof Outcome.Refused<Sale> refused) {
                reply.onError(RpcStatus.of(refused.why()));
              } else {
                reply.onError(Failures.cause(failure));
              }
            });
  }

  @Override
  public void sales(SalesRequest request, StreamObserver<SalesReply> reply) {
    long floor = request.getNextSale();
    if (!isSaleNumber(floor) || request.getFrom() < 0 || request.getFrom() > floor) {
      // No order service says this: what it has recorded lies below the highest sale it knows.
      reply.onError(
          outOfRange("from must be from 0 to next_sale, next_sale at most " + MOST_SALE_NUMBER));
      return;
    }
    Inventory.Outbox outbox = inventory.sales(request.getFrom(), floor, PAGE);
    SalesReply.Builder page = SalesReply.newBuilder().setNext(outbox.next()).setMore(outbox.more());
    outbox.sales().forEach(sale -> page.addSales(message(sale)));
    answer(reply, page.build());
  }

  private static boolean isSaleNumber(long number) {
    return number >= 0 && number <= MOST_SALE_NUMBER;
  }

  private static StatusRuntimeException outOfRange(String sentence) {
    return Status.INVALID_ARGUMENT.withDescription(sentence).asRuntimeException();
  }

  private static <T> void answer(StreamObserver<T> reply, T message) {
    reply.onNext(message);
    reply.onCompleted();
  }

  private static Toy toy(Inventory.Item item) {
    return Toy.newBuilder()
        .setName(item.name())
        .setPriceCents(item.priceCents())
        .setQuantity(item.quantity())
        .build();
  }

  private static rpc.catalog.Sale message(Sale sale) {
    return rpc.catalog.Sale.newBuilder()
        .setNumber(sale.number())
        .setId(sale.id())
        .setName(sale.name())
        .setQuantity(sale.quantity())
        .build();
  }
}
