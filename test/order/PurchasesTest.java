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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PurchasesTest {
  /** To a catalog that takes connections and never says a word. */
  @Test
  void buy_moreOnTheirWayThanAreCarried_isRefusedAtOnce_andTakenAgainAfterwards() throws Exception {
    AtomicInteger unknown = new AtomicInteger();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RpcChannel channel = new RpcChannel("catalog", "127.0.0.1", silent.getLocalPort())) {
      Purchases purchases =
          new Purchases(
              new OrderLedger(row -> {}),
              new RefusalLedger(row -> {}),
              new CatalogClient(channel),
              unknown::incrementAndGet);
      ArrayDeque<CompletableFuture<Outcome<Long>>> answers = new ArrayDeque<>();
      Outcome<Long> overloaded = Outcome.refused(Refusal.OVERLOADED);
      int sent = 0;
      do {
        answers.add(purchases.buy(new Purchase("r-" + sent++, "Tux", 1)));
      } while (!answers.getLast().isDone());
      assertEquals(overloaded, answers.removeLast().join());
      assertTrue(sent > Purchases.MAX_IN_FLIGHT, sent + " sent");

      for (CompletableFuture<Outcome<Long>> answer : answers) {
        assertEquals(Outcome.refused(Refusal.UNKNOWN_OUTCOME), answer.join());
      }
      Await.until(
          "there is room", () -> !purchases.buy(new Purchase("r-again", "Tux", 1)).isDone());
      assertTrue(unknown.get() >= Purchases.MAX_IN_FLIGHT);
    }
  }
}
