package order;

import common.purchase.Outcome;
import common.purchase.Refusal;
import common.rpc.RpcChannel;
import common.rpc.RpcStatus;
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

  private final RpcChannel channel;
  private final String orderBook;

  /**
   * @param orderBook the identity of this service's order book
   */
  CatalogClient(RpcChannel channel, String orderBook) {
    this.channel = channel;
    this.orderBook = orderBook;
  }

  /**
   * Sells, all in one call, or tells for each why not. Sends the call again where it got lost; the
   * ids make that safe.
   *
   * @param nextSale the lowest number above all sales that have an order
   * @return an outcome for each purchase, in that order
   */
  CompletableFuture<List<Outcome<Sale>>> buy(List<Purchase> purchases, long nextSale) {
    BuyManyRequest.Builder request = BuyManyRequest.newBuilder().setOrderBook(orderBook(nextSale));
    for (Purchase purchase : purchases) {
      request
          .addPurchasesBuilder()
          .setId(purchase.id())
          .setName(purchase.name())
          .setQuantity(purchase.quantity());
    }
    return channel
        .call(CatalogGrpc.getBuyManyMethod(), request.build(), BUY_MILLIS)
        .handle(
            (reply, failure) ->
                failure == null && reply.getOutcomesCount() == purchases.size()
                    ? reply.getOutcomesList().stream().map(CatalogClient::outcome).toList()
                    : Collections.nCopies(
                        purchases.size(), Outcome.refused(Refusal.UNKNOWN_OUTCOME)));
  }

  private static Outcome<Sale> outcome(SaleOutcome outcome) {
    return outcome.hasSale()
        ? Outcome.done(sale(outcome.getSale()))
        : Outcome.refused(RpcStatus.refusal(outcome.getRefusal()));
  }

  private static Sale sale(rpc.catalog.Sale message) {
    return new Sale(message.getNumber(), message.getId(), message.getName(), message.getQuantity());
  }

  private OrderBook orderBook(long nextSale) {
    return OrderBook.newBuilder().setId(orderBook).setNextSale(nextSale).build();
  }

  /**
   * Tells the catalog which order book records its sales, and how far it is.
   *
   * @param recordedBelow all sales below this number have an order on disk
   */
  CompletableFuture<Void> acknowledge(long recordedBelow, long nextSale) {
    AcknowledgeRequest request =
        AcknowledgeRequest.newBuilder()
            .setOrderBook(orderBook(nextSale))
            .setRecordedBelow(recordedBelow)
            .build();
    return channel
        .call(CatalogGrpc.getAcknowledgeMethod(), request, SALES_MILLIS)
        .thenAccept(reply -> {});
  }

  /** The sales from a number on. */
  CompletableFuture<Page> sales(long from) {
    SalesRequest request = SalesRequest.newBuilder().setFrom(from).build();
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
