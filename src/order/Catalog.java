package order;

import common.Outcome;
import common.RpcChannel;
import common.RpcStatus;
import java.util.concurrent.CompletableFuture;
import rpc.catalog.BuyRequest;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.Sale;
import rpc.catalog.SalesReply;
import rpc.catalog.SalesRequest;

/** The catalog service, as the order service sees it. */
final class Catalog {
  private static final long BUY_MILLIS = 2000;
  private static final long SALES_MILLIS = 2000;

  private final RpcChannel channel;

  Catalog(RpcChannel channel) {
    this.channel = channel;
  }

  /** Sells, or tells why not. Sends the request again where it got lost; the id makes that safe. */
  CompletableFuture<Outcome<Sale>> buy(String id, String name, int quantity, long nextSale) {
    BuyRequest request =
        BuyRequest.newBuilder()
            .setId(id)
            .setName(name)
            .setQuantity(quantity)
            .setNextSale(nextSale)
            .build();
    return channel
        .call(CatalogGrpc.getBuyMethod(), request, BUY_MILLIS)
        .handle(
            (sale, failure) ->
                failure == null ? Outcome.done(sale) : Outcome.refused(RpcStatus.refusal(failure)));
  }

  /** The sales from a number on; all below it are recorded. */
  CompletableFuture<SalesReply> sales(long from, long nextSale) {
    SalesRequest request = SalesRequest.newBuilder().setFrom(from).setNextSale(nextSale).build();
    return channel.callOnce(CatalogGrpc.getSalesMethod(), request, SALES_MILLIS);
  }
}
