package order;

import common.purchase.Outcome;
import common.purchase.Refusal;
import common.rpc.Attempts;
import common.rpc.RpcChannel;
import common.rpc.RpcStatus;
import common.rpc.TraceParent;
import io.grpc.Status;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import rpc.catalog.AcknowledgeRequest;
import rpc.catalog.BuyManyRequest;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.OrderBook;
import rpc.catalog.SaleOutcome;
import rpc.catalog.SalesReply;
import rpc.catalog.SalesRequest;

/** The catalog service, as the order service sees it. */
final class CatalogClient {
  private static final long BUY_MILLIS = 2000;
  private static final long SALES_MILLIS = 2000;

  /** Sales of the catalog: all there are from where was asked, up to {@code next}. */
  record Page(List<Sale> sales, long next, boolean more) {}

  /**
   * How far the order book is.
   *
   * @param recordedBelow all sales below this number have an order on disk
   * @param nextSale the lowest number above all sales that it knows of
   * @param last the highest sale that has an order on disk, or null
   */
  record Progress(long recordedBelow, long nextSale, Sale last) {}

  private final RpcChannel channel;
  private final OrderBookId orderBook;

  CatalogClient(RpcChannel channel, OrderBookId orderBook) {
    this.channel = channel;
    this.orderBook = orderBook;
  }

  /**
   * Sells, all in one call, or tells for each why not. Sends the call again where it got lost; the
   * ids make that safe.
   *
   * @return an outcome for each purchase, in that order
   */
  CompletableFuture<List<Outcome<Sale>>> buy(List<TracedPurchase> purchases, Progress progress) {
    BuyManyRequest.Builder request = BuyManyRequest.newBuilder().setOrderBook(message(progress));
    for (TracedPurchase each : purchases) {
      request
          .addPurchasesBuilder()
          .setId(each.purchase().id())
          .setName(each.purchase().name())
          .setQuantity(each.purchase().quantity())
          .setTraceparent(each.traceparent());
    }
    String trace = TraceParent.shared(purchases.stream().map(TracedPurchase::traceparent).toList());
    Attempts attempts = new Attempts();
    return channel
        .call(CatalogGrpc.getBuyManyMethod(), request.build(), BUY_MILLIS, attempts, trace)
        .handle(
            (reply, failure) ->
                failure == null && reply.getOutcomesCount() == purchases.size()
                    ? reply.getOutcomesList().stream().map(CatalogClient::outcome).toList()
                    : Collections.nCopies(
                        purchases.size(), Outcome.refused(refusal(failure, attempts.sent()))));
  }

  /** Surely nothing was sold if no attempt was sent, or the only one was refused as a whole. */
  private static Refusal refusal(Throwable failure, int sent) {
    boolean refused =
        failure != null
            && Status.fromThrowable(failure).getCode() == Status.Code.FAILED_PRECONDITION;
    return sent == 0 || sent == 1 && refused ? Refusal.NOT_READY : Refusal.UNKNOWN_OUTCOME;
  }

  private static Outcome<Sale> outcome(SaleOutcome outcome) {
    return outcome.hasSale()
        ? Outcome.done(sale(outcome.getSale()))
        : Outcome.refused(RpcStatus.refusal(outcome.getRefusal()));
  }

  private static Sale sale(rpc.catalog.Sale message) {
    return new Sale(message.getNumber(), message.getId(), message.getName(), message.getQuantity());
  }

  private static rpc.catalog.Sale message(Sale sale) {
    return rpc.catalog.Sale.newBuilder()
        .setNumber(sale.number())
        .setId(sale.id())
        .setName(sale.name())
        .setQuantity(sale.quantity())
        .build();
  }

  private OrderBook message(Progress progress) {
    OrderBook.Builder message =
        OrderBook.newBuilder()
            .setId(orderBook.id())
            .setRun(orderBook.run())
            .setTerm(orderBook.term())
            .setNextSale(progress.nextSale());
    if (progress.last() != null) {
      message.setLast(message(progress.last()));
    }
    return message.build();
  }

  /** Tells the catalog which order book records its sales, and how far it is. */
  CompletableFuture<Void> acknowledge(Progress progress) {
    AcknowledgeRequest request =
        AcknowledgeRequest.newBuilder()
            .setOrderBook(message(progress))
            .setRecordedBelow(progress.recordedBelow())
            .build();
    return channel
        .call(CatalogGrpc.getAcknowledgeMethod(), request, SALES_MILLIS)
        .thenAccept(reply -> {});
  }

  /** The sales from a number on. */
  CompletableFuture<Page> sales(long from) {
    SalesRequest request =
        SalesRequest.newBuilder().setFrom(from).setOrderBookId(orderBook.id()).build();
    return channel
        .call(CatalogGrpc.getSalesMethod(), request, SALES_MILLIS)
        .thenApply(CatalogClient::page);
  }

  private static Page page(SalesReply reply) {
    return new Page(
        reply.getSalesList().stream().map(CatalogClient::sale).toList(),
        reply.getNext(),
        reply.getMore());
  }
}
