package catalog;

import common.purchase.Outcome;
import common.purchase.PurchaseId;
import common.purchase.Refusal;
import common.rpc.RpcServer;
import common.rpc.RpcStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import rpc.catalog.BuyManyReply;
import rpc.catalog.BuyManyRequest;
import rpc.catalog.BuyRequest;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.ListReply;
import rpc.catalog.ListRequest;
import rpc.catalog.QueryManyReply;
import rpc.catalog.QueryManyRequest;
import rpc.catalog.QueryRequest;
import rpc.catalog.SaleOutcome;
import rpc.catalog.SalesReply;
import rpc.catalog.SalesRequest;
import rpc.catalog.Toy;

/** The catalog's gRPC calls; none of them waits. */
final class CatalogEndpoint extends CatalogGrpc.CatalogImplBase {
  private static final int PAGE = 1000;

  /** No store gets there; a made-up number from a person's tool must not spoil the numbering. */
  private static final long MAX_SALE_NUMBER = 1L << 53;

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
    if (request.getNamesCount() > RpcServer.MAX_PER_CALL) {
      reply.onError(RpcStatus.tooMany("names"));
      return;
    }
    QueryManyReply.Builder outcomes = QueryManyReply.newBuilder();
    for (String name : request.getNamesList()) {
      inventory
          .query(name)
          .ifPresentOrElse(
              item -> outcomes.addOutcomesBuilder().setToy(toy(item)),
              () ->
                  outcomes.addOutcomesBuilder().setRefusal(RpcStatus.message(Refusal.UNKNOWN_TOY)));
    }
    answer(reply, outcomes.build());
  }

  @Override
  public void list(ListRequest request, StreamObserver<ListReply> reply) {
    if (request.getFrom() < 0) {
      reply.onError(outOfRange("from must not be negative"));
      return;
    }
    List<Inventory.Item> items = inventory.list();
    int from = Math.min(request.getFrom(), items.size());
    int to = Math.min(from + PAGE, items.size());
    ListReply.Builder page = ListReply.newBuilder();
    items.subList(from, to).forEach(item -> page.addToys(toy(item)));
    answer(reply, page.setNext(to < items.size() ? to : 0).build());
  }

  @Override
  public void buy(BuyRequest request, StreamObserver<rpc.catalog.Sale> reply) {
    if (!isSaleNumber(request.getNextSale())) {
      reply.onError(badNextSale());
      return;
    }
    buy(request)
        .thenAccept(
            outcome -> {
              if (outcome instanceof Outcome.Done<Sale> sold) {
                answer(reply, message(sold.value()));
              } else {
                reply.onError(RpcStatus.of(((Outcome.Refused<Sale>) outcome).why()));
              }
            });
  }

  @Override
  public void buyMany(BuyManyRequest request, StreamObserver<BuyManyReply> reply) {
    List<BuyRequest> purchases = request.getPurchasesList();
    if (purchases.size() > RpcServer.MAX_PER_CALL) {
      reply.onError(RpcStatus.tooMany("purchases"));
      return;
    }
    if (!purchases.stream().allMatch(purchase -> isSaleNumber(purchase.getNextSale()))) {
      reply.onError(badNextSale());
      return;
    }
    Outcome.all(purchases.stream().map(this::buy).toList())
        .thenAccept(
            outcomes -> {
              BuyManyReply.Builder all = BuyManyReply.newBuilder();
              outcomes.forEach(outcome -> all.addOutcomes(message(outcome)));
              answer(reply, all.build());
            });
  }

  private CompletableFuture<Outcome<Sale>> buy(BuyRequest request) {
    String id =
        request.getId().isEmpty()
            ? PurchaseId.ofRequest(PurchaseId.newRequestId())
            : request.getId();
    return inventory.buy(id, request.getName(), request.getQuantity(), request.getNextSale());
  }

  private static SaleOutcome message(Outcome<Sale> outcome) {
    SaleOutcome.Builder message = SaleOutcome.newBuilder();
    if (outcome instanceof Outcome.Done<Sale> sold) {
      message.setSale(message(sold.value()));
    } else {
      message.setRefusal(RpcStatus.message(((Outcome.Refused<Sale>) outcome).why()));
    }
    return message.build();
  }

  @Override
  public void sales(SalesRequest request, StreamObserver<SalesReply> reply) {
    long floor = request.getNextSale();
    if (!isSaleNumber(floor) || request.getFrom() < 0 || request.getFrom() > floor) {
      // No order service says this: what it has recorded lies below the highest sale it knows.
      reply.onError(
          outOfRange("from must be from 0 to next_sale, next_sale at most " + MAX_SALE_NUMBER));
      return;
    }
    Inventory.Outbox outbox = inventory.sales(request.getFrom(), floor, PAGE);
    SalesReply.Builder page = SalesReply.newBuilder().setNext(outbox.next()).setMore(outbox.more());
    outbox.sales().forEach(sale -> page.addSales(message(sale)));
    answer(reply, page.build());
  }

  private static boolean isSaleNumber(long number) {
    return number >= 0 && number <= MAX_SALE_NUMBER;
  }

  private static StatusRuntimeException badNextSale() {
    return outOfRange("next_sale must be from 0 to " + MAX_SALE_NUMBER);
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
