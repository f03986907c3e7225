package order;

import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import common.journal.FaultyDisk;
import common.journal.FaultyDisk.Operation;
import common.testing.Await;
import common.testing.CapturedLog;
import common.testing.RunningService;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import rpc.order.BuyRequest;
import rpc.order.OrderGrpc;

/** A purchase can be followed through the logs of catalog and order service by its id. */
@Isolated
class PurchaseLogTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String OTHER = TRACE.replace("4bf9", "aaaa");

  @TempDir Path folder;
  @AutoClose private RunningStore store;
  @AutoClose private CapturedLog log;

  @BeforeEach
  void open() throws Exception {
    store = RunningStore.withToys(folder);
    log = new CapturedLog();
  }

  /** The lines about a purchase, once there are so many: one may come after its reply. */
  private List<String> lines(String id, int count) {
    Await.until("lines about " + id, () -> log.messages("purchase=" + id).size() >= count);
    return log.messages("purchase=" + id).stream().sorted().toList();
  }

  private OrderGrpc.OrderBlockingStub traced(String trace) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), trace);
    return OrderGrpc.newBlockingStub(store.order.channel())
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Test
  void purchase_hasALineInEach_andAgainInTheOrderServiceWhenItIsRepeated() {
    store.order.buy("key", "Tux", 2);
    assertEquals(List.of("purchase=k-key order=0", "purchase=k-key sale=0"), lines("k-key", 2));
    store.order.buy("key", "Tux", 2);
    assertEquals(
        List.of("purchase=k-key order=0", "purchase=k-key order=0", "purchase=k-key sale=0"),
        lines("k-key", 3));
  }

  @Test
  void refusal_hasALineInEach() {
    assertEquals(
        FAILED_PRECONDITION, RunningService.code(() -> store.order.buy("key", "Käthe", 99)));
    String line = "purchase=k-key refused=INSUFFICIENT_STOCK";
    assertEquals(List.of(line, line), lines("k-key", 2));
  }

  @Test
  void idThatIsNone_isNotWrittenOut() {
    String steering = "k\u001b[2J\nERROR all is lost";
    assertEquals(INVALID_ARGUMENT, RunningService.code(() -> store.order.buy(steering, "Tux", 1)));
    assertEquals(
        INVALID_ARGUMENT, RunningService.code(() -> store.catalog.buy(steering, "Tux", 1)));
    assertEquals(List.of(), log.messages("all is lost"));
  }

  @Test
  void traceOfACall_goesOnToTheCatalog_andStandsInBothLogs() {
    traced(TRACE).buy(RunningOrder.request("key", "Tux", 1));
    String end = " traceparent=" + TRACE;
    assertEquals(
        List.of("purchase=k-key order=0" + end, "purchase=k-key sale=0" + end), lines("k-key", 2));
  }

  @Test
  void traceOfACall_thatIsNotValid_isIgnored() {
    traced(TRACE.replace("00-", "ff-")).buy(RunningOrder.request("key", "Tux", 1));
    assertEquals(List.of("purchase=k-key order=0", "purchase=k-key sale=0"), lines("k-key", 2));
  }

  @Test
  void tracesOfPurchasesInOneCall_stayWithThem() {
    BuyRequest one = RunningOrder.request("one", "Tux", 1);
    store.order.buy(
        List.of(
            one.toBuilder().setTraceparent(TRACE).build(),
            one.toBuilder().setIdempotencyKey("two").setTraceparent(OTHER).build(),
            one.toBuilder().setIdempotencyKey("three").build()));
    assertEquals(2, with(TRACE, lines("k-one", 2)));
    assertEquals(2, with(OTHER, lines("k-two", 2)));
    assertEquals(0, with("traceparent", lines("k-three", 2)));
  }

  private static long with(String text, List<String> lines) {
    return lines.stream().filter(line -> line.contains(text)).count();
  }

  @Test
  void saleWhoseBuyerHasNoAnswer_hasItsLineWhenItGetsItsOrder() throws Exception {
    FaultyDisk.Hold write = store.order.disk().hold(Operation.WRITE, "order.csv");
    store.order.buyLater("key", "Tux", 1);
    write.awaitReached();
    store.order.restart();
    Await.until("its line", () -> !log.messages("purchase=k-key order=0").isEmpty());
    store.assertAgree();
  }
}
