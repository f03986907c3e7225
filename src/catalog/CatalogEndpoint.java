package catalog;

import common.purchase.Money;
import common.purchase.Outcome;
import common.purchase.PurchaseId;
import common.purchase.Refusal;
import common.purchase.ToyName;
import common.rpc.PurchaseLog;
import common.rpc.RpcServer;
import common.rpc.RpcStatus;
import common.rpc.TraceParent;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import rpc.catalog.AcknowledgeReply;
import rpc.catalog.AcknowledgeRequest;
import rpc.catalog.BuyManyReply;
import rpc.catalog.BuyManyRequest;
import rpc.catalog.BuyRequest;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.ChangeRequest;
import rpc.catalog.FollowEvent;
import rpc.catalog.FollowRequest;
import rpc.catalog.ListReply;
import rpc.catalog.ListRequest;
import rpc.catalog.OrderBook;
import rpc.catalog.QueryManyReply;
import rpc.catalog.QueryManyRequest;
import rpc.catalog.QueryRequest;
import rpc.catalog.SaleOutcome;
import rpc.catalog.SalesReply;
import rpc.catalog.SalesRequest;
import rpc.catalog.Toy;

/** The catalog's gRPC calls; none of them waits. */
final class CatalogEndpoint extends CatalogGrpc.CatalogImplBase {
  /** Toys or sales in a reply. */
  private static final int PAGE = 256;

  private final Inventory inventory;
  private final OrderBookPin orderBook;
  private final Followers followers;

  CatalogEndpoint(Inventory inventory, OrderBookPin orderBook, Followers followers) {
    this.inventory = inventory;
    this.orderBook = orderBook;
    this.followers = followers;
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
    followers.asked(request.getNamesList());
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
    List<Item> items = inventory.list();
    int from = Math.min(request.getFrom(), items.size());
    int to = Math.min(from + PAGE, items.size());
    List<Item> shown = items.subList(from, to);
    followers.asked(shown.stream().map(Item::name).toList());
    ListReply.Builder page = ListReply.newBuilder();
    shown.forEach(item -> page.addToys(toy(item)));
    answer(reply, page.setNext(to < items.size() ? to : 0).build());
  }

  @Override
  public void buy(BuyRequest request, StreamObserver<rpc.catalog.Sale> reply) {
    if (!orderBook.isInTouch()) {
      reply.onError(noOrderBook());
      return;
    }
    buy(request, TraceParent.ofCurrentCall())
        .thenAccept(outcome -> answer(reply, outcome, CatalogEndpoint::message));
  }

  @Override
  public void buyMany(BuyManyRequest request, StreamObserver<BuyManyReply> reply) {
    List<BuyRequest> purchases = request.getPurchasesList();
    if (purchases.size() > RpcServer.MAX_PER_CALL) {
      reply.onError(RpcStatus.tooMany("purchases"));
      return;
    }
    String traceOfCall = TraceParent.ofCurrentCall();
    ifAdmitted(
        request.getOrderBook(),
        reply,
        () ->
            Outcome.all(purchases.stream().map(each -> buy(each, traceOfCall)).toList())
                .thenAccept(
                    outcomes -> {
                      BuyManyReply.Builder all = BuyManyReply.newBuilder();
                      outcomes.forEach(outcome -> all.addOutcomes(outcomeMessage(outcome)));
                      answer(reply, all.build());
                    }));
  }

  private CompletableFuture<Outcome<Sale>> buy(BuyRequest request, String traceOfCall) {
    String id =
        request.getId().isEmpty()
            ? PurchaseId.ofRequest(PurchaseId.newRequestId())
            : request.getId();
    String traceparent = TraceParent.of(request.getTraceparent(), traceOfCall);
    return inventory
        .buy(id, request.getName(), request.getQuantity())
        .thenApply(
            outcome -> {
              PurchaseLog.answered(id, outcome, "sale", Sale::number, traceparent);
              return outcome;
            });
  }

  private static SaleOutcome outcomeMessage(Outcome<Sale> outcome) {
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
    if (request.getFrom() < 0) {
      reply.onError(outOfRange("from must not be negative"));
      return;
    }
    String caller = request.getOrderBookId();
    if (!caller.isEmpty() && !orderBook.isAdmitted(caller)) {
      reply.onError(refusedBook("these are not the sales of this order book"));
      return;
    }
    MovementHistory.Page page = inventory.sales(request.getFrom(), PAGE);
    SalesReply.Builder message = SalesReply.newBuilder().setNext(page.next()).setMore(page.more());
    page.sales().forEach(sale -> message.addSales(message(sale)));
    answer(reply, message.build());
  }

  @Override
  public void acknowledge(AcknowledgeRequest request, StreamObserver<AcknowledgeReply> reply) {
    if (request.getRecordedBelow() > request.getOrderBook().getNextSale()) {
      reply.onError(outOfRange("recorded_below is above the order book's next_sale"));
      return;
    }
    ifAdmitted(
        request.getOrderBook(),
        reply,
        () -> {
          inventory.acknowledge(request.getRecordedBelow());
          answer(reply, AcknowledgeReply.getDefaultInstance());
        });
  }

  @Override
  public void change(ChangeRequest request, StreamObserver<Toy> reply) {
    String id = request.getId().isEmpty() ? PurchaseId.newRequestId() : request.getId();
    String nonsense = nonsense(request, id);
    if (!nonsense.isEmpty()) {
      reply.onError(outOfRange(nonsense));
    } else if (!orderBook.isInTouch()) {
      reply.onError(noOrderBook());
    } else {
      inventory
          .change(
              PurchaseId.ofChange(id),
              request.getName(),
              request.getAdd(),
              request.hasPriceCents() ? request.getPriceCents() : Change.SAME_PRICE)
          .thenAccept(outcome -> answer(reply, outcome, CatalogEndpoint::toy));
    }
  }

  /** What makes no sense in a change, or an empty text. */
  private static String nonsense(ChangeRequest request, String id) {
    if (!ToyName.isValid(request.getName())) {
      return "a name has 1 to "
          + ToyName.MAX_CHARACTERS
          + " characters, no control characters and no space at an end";
    }
    if (!PurchaseId.isKey(id)) {
      return "an id has 1 to 255 visible ASCII characters";
    }
    if (request.getPriceCents() < 0 || request.getPriceCents() > Money.MAX_CENTS) {
      return "a price is from 0.00 to " + Money.format(Money.MAX_CENTS);
    }
    if (request.getAdd() == 0 && !request.hasPriceCents()) {
      return "the change has neither pieces nor a price";
    }
    return request.getAdd() == Integer.MIN_VALUE ? "too many pieces to remove" : "";
  }

  @Override
  public StreamObserver<FollowRequest> follow(StreamObserver<FollowEvent> events) {
    return new FollowStream(followers, (ServerCallStreamObserver<FollowEvent>) events);
  }

  /** Goes on if the catalog sells for this order book; else the caller is told why not. */
  private void ifAdmitted(OrderBook book, StreamObserver<?> reply, Runnable goOn) {
    CompletableFuture<Optional<String>> refusal;
    try {
      refusal = orderBook.admit(orderBook(book));
    } catch (RejectedExecutionException e) {
      reply.onError(RpcStatus.of(Refusal.NOT_READY));
      return;
    }
    refusal.whenComplete(
        (why, failure) -> {
          if (failure != null) {
            reply.onError(RpcStatus.of(Refusal.NOT_READY));
          } else if (why.isPresent()) {
            reply.onError(refusedBook(why.get()));
          } else {
            goOn.run();
          }
        });
  }

  private static OrderBookPin.OrderBook orderBook(OrderBook book) {
    rpc.catalog.Sale last = book.getLast();
    return new OrderBookPin.OrderBook(
        book.getId(),
        book.getNextSale(),
        book.hasLast()
            ? new Sale(last.getNumber(), last.getId(), last.getName(), last.getQuantity())
            : null,
        book.getRun(),
        book.getTerm());
  }

  private static StatusRuntimeException refusedBook(String why) {
    return Status.FAILED_PRECONDITION.withDescription(why).asRuntimeException();
  }

  private static StatusRuntimeException noOrderBook() {
    return Status.UNAVAILABLE
        .withDescription("no order service has been in touch since this catalog started")
        .asRuntimeException();
  }

  private static StatusRuntimeException outOfRange(String sentence) {
    return Status.INVALID_ARGUMENT.withDescription(sentence).asRuntimeException();
  }

  private static <T, M> void answer(
      StreamObserver<M> reply, Outcome<T> outcome, Function<T, M> message) {
    if (outcome instanceof Outcome.Done<T> done) {
      answer(reply, message.apply(done.value()));
    } else {
      reply.onError(RpcStatus.of(((Outcome.Refused<T>) outcome).why()));
    }
  }

  private static <M> void answer(StreamObserver<M> reply, M message) {
    reply.onNext(message);
    reply.onCompleted();
  }

  static Toy toy(Item item) {
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
