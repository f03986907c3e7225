package system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import common.testing.Await;
import common.testing.HttpConnection;
import common.testing.MetricsPage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import store.Service;

/** What the three processes of a store show after a few purchases. */
class MetricsTest {
  private static final int PURCHASES = 5;

  @RegisterExtension
  static final StoreExtension STORE = new StoreExtension().with("METRICS_PORT", "0");

  @TempDir Path folder;

  @BeforeAll
  static void buyAndRead() throws Exception {
    for (int i = 0; i < PURCHASES; i++) {
      StoreExtension.numberOf(STORE.buy("metrics-" + i));
    }
    assertEquals(
        409, HttpConnection.postOnce(STORE.port(), Buyers.PURCHASE.replace("1", "1000")).status());
    Await.until(
        "a read from memory",
        () ->
            STORE.get("/products/Tux").status() == 200
                && page(Service.FRONTEND).value("toystore_product_reads_total{source=\"memory\"}")
                    > 0);
  }

  private static MetricsPage page(Service service) {
    return MetricsPages.of(STORE.processes().process(service));
  }

  @Test
  void frontend_showsRequestsAndCalls() {
    MetricsPage page = page(Service.FRONTEND);
    assertEquals(
        PURCHASES, page.value("toystore_http_requests_total{route=\"/orders\",status=\"200\"}"));
    assertEquals(1, page.value("toystore_http_requests_total{route=\"/orders\",status=\"409\"}"));
    assertEquals(
        PURCHASES + 1, page.value("toystore_http_request_seconds_count{route=\"/orders\"}"));
    assertEquals(PURCHASES + 1, page.value("toystore_batch_questions_sum{batch=\"purchases\"}"));
    assertEquals(
        PURCHASES + 1,
        page.value("toystore_grpc_client_call_seconds_count{method=\"order.Order/BuyMany\"}"));
    assertEquals(1, page.value("toystore_lease_held"));
  }

  @Test
  void order_showsPurchasesAndItsJournals() {
    MetricsPage page = page(Service.ORDER);
    assertEquals(PURCHASES, page.value("toystore_orders_total"));
    assertEquals(PURCHASES, page.value("toystore_purchases_total{outcome=\"BOUGHT\"}"));
    assertEquals(1, page.value("toystore_purchases_total{outcome=\"INSUFFICIENT_STOCK\"}"));
    assertEquals(PURCHASES, page.value("toystore_journal_batch_rows_sum{journal=\"order.csv\"}"));
    assertEquals(
        PURCHASES, page.value("toystore_journal_commit_seconds_count{journal=\"order.csv\"}"));
    assertEquals(PURCHASES, page.value("toystore_journal_rows{journal=\"order.csv\"}"));
    assertEquals(1, page.value("toystore_catalog_contact{state=\"IN_TOUCH\"}"));
    assertEquals(
        PURCHASES + 1,
        page.value("toystore_grpc_server_calls_total{method=\"order.Order/BuyMany\",code=\"OK\"}"));
  }

  @Test
  void catalog_showsSalesLeasesAndWhatIsNotRecordedYet() {
    Await.until(
        "all sales are recorded",
        () -> page(Service.CATALOG).value("toystore_unrecorded_sales") == 0);
    MetricsPage page = page(Service.CATALOG);
    assertEquals(PURCHASES, page.value("toystore_journal_rows{journal=\"sales.csv\"}"));
    // The later ones found their toy dropped already, unless somebody looked at it meanwhile.
    double waits = page.value("toystore_follower_wait_seconds_count");
    assertTrue(waits >= 1 && waits <= PURCHASES, "waits: " + waits);
    assertEquals(1, page.value("toystore_leases"));
    assertEquals(1, page.value("toystore_followers"));
    assertEquals(1, page.value("toystore_leads"));
    assertEquals(1, page.value("toystore_serving"));
    assertEquals(2, page.value("toystore_grpc_connections{server=\"catalog\"}"));
    assertTrue(page.value("toystore_checkpoint_seconds_count") >= 1);
    assertTrue(page.has("toystore_event_loop_waiting_tasks"));
  }

  @Test
  void pages_passPromtool() throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))),
        "promtool is not on the PATH");
    Map<Service, String> findings = new TreeMap<>();
    for (Service service : Service.values()) {
      findings.put(service, promtool(MetricsPages.text(STORE.processes().process(service))));
    }
    assertEquals(Map.of(Service.CATALOG, "", Service.ORDER, "", Service.FRONTEND, ""), findings);
    assertTrue(promtool("# HELP a A.\n# TYPE a counter\na 1\n").contains("_total"));
  }

  private String promtool(String page) throws IOException, InterruptedException {
    Path input = Files.writeString(folder.resolve("page"), page);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder("promtool", "check", "metrics")
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return Files.readString(output);
  }
}
