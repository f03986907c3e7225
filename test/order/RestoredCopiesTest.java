package order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.rpc.LossyLink;
import common.testing.Await;
import common.testing.RunningService;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An older copy of the order book, and a second order service, against a running catalog. */
final class RestoredCopiesTest {
  @TempDir Path folder;
  @TempDir Path elsewhere;
  @AutoClose private RunningStore store;

  @BeforeEach
  void start() throws Exception {
    store = RunningStore.withToys(folder);
  }

  private List<Long> buy(int count) {
    return IntStream.range(0, count).mapToObj(i -> store.order.buy("key-" + i, "Tux", 1)).toList();
  }

  @Test
  void olderCopyOfTheOrderBook_givesTheSalesTheirNumbersAgain() throws Exception {
    assertEquals(0, store.order.buy("first", "Fox", 1));
    store.order.stop();
    Path copy = Files.copy(store.order.file("order.csv"), elsewhere.resolve("order.csv"));
    store.order.start();
    List<Long> numbers = buy(20);
    List<String> orders = store.order.rows().stream().map(RestoredCopiesTest::bought).toList();
    store.order.stop();
    Files.copy(copy, store.order.file("order.csv"), StandardCopyOption.REPLACE_EXISTING);

    store.order.start();

    Await.until("the sales have their orders", () -> store.order.rows().size() == 21);
    assertEquals(orders, store.order.rows().stream().map(RestoredCopiesTest::bought).toList());
    assertEquals(numbers, buy(20), "keys get their answers");
    store.assertAgree();
  }

  private static String bought(OrderRow row) {
    return row.number() + " " + row.sale() + " " + row.id() + " " + row.name();
  }

  @Test
  void secondOrderService_sellsNothing_saysSo_andTheFirstGoesOn() throws Exception {
    store.order.buy("first", "Fox", 1);
    try (LossyLink link = new LossyLink(store.catalog::port);
        RunningOrder second = new RunningOrder(elsewhere, link.port()).start()) {
      Await.until(
          "it is refused",
          () ->
              HealthGrpc.newBlockingStub(second.channel())
                      .check(HealthCheckRequest.getDefaultInstance())
                      .getStatus()
                  == ServingStatus.NOT_SERVING);
      assertEquals(
          Status.Code.UNAVAILABLE, RunningService.code(() -> second.buy("second", "Tux", 1)));
      assertTrue(second.rows().isEmpty());
    }
    assertEquals(1, store.order.buy("third", "Tux", 1));
    store.assertAgree();
  }
}
