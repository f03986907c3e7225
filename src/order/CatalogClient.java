package order;

import common.purchase.Outcome;
import common.purchase.Refusal;
import common.rpc.RpcChannel;
import common.rpc.RpcStatus;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import rpc.catalog.BuyManyRequest;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.Sale;
import rpc.catalog.SaleOutcome;
import rpc.catalog.SalesReply;
import rpc.catalog.SalesRequest;

/** The catalog service, as the order service sees it. */
final class CatalogClient {
  private static final long BUY_MILLIS = 2000;
  private static final long SALES_MILLIS = 2000;

  private final RpcChannel channel;

  CatalogClient(RpcChannel channel) {
    this.channel = channel;
  }

  /**
   * Sells, all in one call, or tells for each why not. Sends the call again where it got lost; the
   * ids make that safe.
   *
   * @return an outcome for each purchase, in that order
   */
  CompletableFuture<List<Outcome<Sale>>> buy(List<Purchase> purchases, long nextSale) {
    BuyManyRequest.Builder request = BuyManyRequest.newBuilder();
    for (Purchase purchase : purchases) {
      request
          .addPurchasesBuilder()
          .setId(purchase.id())
          .setName(purchase.name())
          .setQuantity(purchase.quantity())
          .setNextSale(nextSale);
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
        ? Outcome.done(outcome.getSale())
        : Outcome.refused(RpcStatus.refusal(outcome.getRefusal()));
  }

  /** The sales from a number on; all below it are recorded. */
  CompletableFuture<SalesReply> sales(long from, long nextSale) {
    SalesRequest request = SalesRequest.newBuilder().setFrom(from).setNextSale(nextSale).build();
    return channel.call(CatalogGrpc.getSalesMethod(), request, SALES_MILLIS);
  }
}
