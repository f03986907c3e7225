package order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.purchase.Outcome;
import common.purchase.Refusal;
import common.rpc.RpcChannel;
import common.testing.Await;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class PurchasesTest {
  /** To a catalog that takes connections and never says a word. */
  @Test
  void buy_moreOnTheirWayThanAreCarried_isRefusedAtOnce_andTakenAgainAfterwards() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RpcChannel channel = new RpcChannel("catalog", "127.0.0.1", silent.getLocalPort())) {
      OrderLedger orders = new OrderLedger(() -> {});
      CatalogClient catalog = new CatalogClient(channel, new OrderBookId("0".repeat(32), "", 0));
      CatchUp catchUp = new CatchUp(orders, catalog, serving -> {});
      Purchases purchases = new Purchases(orders, new RefusalLedger(), catalog, catchUp);
      ArrayDeque<CompletableFuture<Outcome<Long>>> answers = new ArrayDeque<>();
      Outcome<Long> overloaded = Outcome.refused(Refusal.OVERLOADED);
      int sent = 0;
      do {
        answers.add(purchases.buy(new Purchase("r-" + sent++, "Tux", 1)));
      } while (!answers.getLast().isDone());
      assertEquals(overloaded, answers.removeLast().join());
      assertTrue(sent > Purchases.MAX_IN_FLIGHT, sent + " sent");

      for (CompletableFuture<Outcome<Long>> answer : answers) {
        assertEquals(
            Outcome.refused(Refusal.NOT_READY), answer.join(), "the catalog heard nothing");
      }
      Await.until(
          "there is room", () -> !purchases.buy(new Purchase("r-again", "Tux", 1)).isDone());
    }
  }
}
