package system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cluster.ClusterProcesses;
import cluster.EtcdCluster;
import cluster.EtcdLinks;
import common.rpc.RpcChannel;
import common.testing.Await;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import common.testing.MetricsPage;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.ChangeRequest;
import store.ProgramRun;
import store.Service;
import store.ServiceProcess;

/** The store over etcd: two of each service and three members, of which any may die or hang. */
@Tag("cluster")
final class ClusterTest {
  private static final int STOCK = 1_000_000;

  /** The bounds that docs/cluster.md promises hold on a machine with nothing else to do. */
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static ClusterProcesses store;
  private static EtcdLinks links;

  /** Orders of other toys than Tux. */
  private static int otherOrders;

  private final Map<String, Integer> answered = new TreeMap<>();
  private Buyers one;
  private Buyers two;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(EtcdCluster.program().isPresent(), EtcdCluster.NOT_INSTALLED);
    Path program = EtcdCluster.program().orElseThrow();
    EtcdCluster etcd = new EtcdCluster(program, folder, 3);
    store = new ClusterProcesses(etcd, ProgramRun.home().resolve("build"), folder);
    links = new EtcdLinks(store);
    etcd.startAll();
    etcd.put("toystore/catalog/catalog.csv/edition", "0-1");
    etcd.put(
        "toystore/catalog/catalog.csv/parts/0-1/0000",
        "name,price,quantity\nTux,15.99," + STOCK + "\nRare,9.95,1\nPlain,5.00,3\n");
    store.environment("RESTOCK_SECONDS", "1");
    store.environment("RESTOCK_TO", "7");
    store.environment("METRICS_PORT", "0");
    store.startAll();
  }

  @AfterAll
  static void stop() throws Exception {
    if (store != null) {
      store.close();
      links.close();
    }
  }

  @BeforeEach
  void buy() {
    String name = "c" + System.nanoTime();
    one = new Buyers(name + "a", store.port(0), 2);
    two = new Buyers(name + "b", store.port(1), 2);
    awaitPurchases();
  }

  /** Everything that was answered is there, whichever frontend is asked, and nothing else. */
  @AfterEach
  void verify() throws Exception {
    startWhatEnded();
    awaitPurchases();
    for (Buyers buyers : new Buyers[] {one, two}) {
      buyers.stop();
      assertEquals("[]", buyers.wrong.toString());
      answered.putAll(buyers.answered);
      for (String key : buyers.unanswered) {
        answered.put(key, numberOf(1, key));
      }
    }
    assertEquals(answered.size(), Map.copyOf(answered).values().stream().distinct().count());
    for (String key : answered.keySet().stream().limit(50).toList()) {
      assertEquals(answered.get(key), numberOf(0, key), key);
    }
    int next = numberOf(0, "last" + System.nanoTime());
    int left = STOCK - (next + 1 - otherOrders);
    Await.until("the stock is what the orders say", () -> stock(1) == left);
    assertEquals(left, stock(0));
  }

  private static void startWhatEnded() throws Exception {
    for (int member = 0; member < 3; member++) {
      if (!store.etcd().isAlive(member)) {
        store.etcd().launch(member);
      }
    }
    for (ServiceProcess process : store.all().toList()) {
      if (!process.isAlive()) {
        process.start();
      }
    }
    store.awaitServing();
  }

  private static int numberOf(int frontend, String key) {
    HttpReply[] reply = new HttpReply[1];
    Await.until(
        "the purchase " + key + " has its answer",
        () -> {
          try (HttpConnection connection = HttpConnection.to(store.port(frontend))) {
            connection.sendBody("POST", "/orders", Buyers.PURCHASE, Buyers.key(key));
            reply[0] = connection.receive();
            return reply[0].status() == 200;
          } catch (UncheckedIOException e) {
            return false;
          }
        });
    return reply[0].integer("order_number");
  }

  private static int stock(int frontend) {
    return stock(frontend, "Tux");
  }

  private static int stock(int frontend, String toy) {
    try (HttpConnection connection = HttpConnection.to(store.port(frontend))) {
      HttpReply reply = connection.get("/products/" + toy);
      return reply.status() == 200 ? reply.integer("quantity") : -1;
    }
  }

  private static ServiceProcess leader(Service service) throws Exception {
    Await.until("the " + service + " has a leader", () -> store.leader(service).isPresent());
    return store.leader(service).orElseThrow();
  }

  /** Both frontends sell. */
  private void awaitPurchases() {
    for (Buyers buyers : new Buyers[] {one, two}) {
      int before = buyers.answered.size();
      Await.until("purchases are answered", SOON, () -> buyers.answered.size() > before + 20);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Service.class,
      names = {"CATALOG", "ORDER"})
  void leaderTerminated_theOtherLeadsAtOnce(Service service) throws Exception {
    ServiceProcess old = leader(service);
    assertEquals(0, old.terminate());
    Await.until("another leads", Duration.ofSeconds(3), () -> store.leader(service).isPresent());
    awaitPurchases();
  }

  @ParameterizedTest
  @EnumSource(
      value = Service.class,
      names = {"CATALOG", "ORDER"})
  void leaderKilled_theOtherLeadsWhenTheLeaseIsOver(Service service) throws Exception {
    leader(service).kill();
    awaitPurchases();
  }

  @ParameterizedTest
  @EnumSource(
      value = Service.class,
      names = {"CATALOG", "ORDER"})
  void leaderHangs_theOtherLeads_andTheOldOneEndsWhenItWakesUp(Service service) throws Exception {
    ServiceProcess old = leader(service);
    old.pause();
    Await.until("the other leads", SOON, () -> store.leader(service).filter(old::equals).isEmpty());
    awaitPurchases();
    old.resume();
    assertEquals(3, old.awaitExit());
    awaitPurchases();
  }

  @ParameterizedTest
  @EnumSource(
      value = Service.class,
      names = {"CATALOG", "ORDER"})
  void leaderCutOffFromEtcd_theOtherLeads_andTheOldOneEndsWhenItIsBack(Service service)
      throws Exception {
    ServiceProcess old = leader(service);
    links.cut(old);
    Await.until("the other leads", SOON, () -> store.leader(service).filter(old::equals).isEmpty());
    awaitPurchases();
    links.heal(old);
    assertEquals(3, old.awaitExit());
    awaitPurchases();
  }

  /** The next catalog has never heard of the order service that leads no longer. */
  @Test
  void orderLeaderCutOffFromEtcd_andTheCatalogKilled_theOldOneIsNotTakenForTheNewest()
      throws Exception {
    ServiceProcess old = leader(Service.ORDER);
    links.cut(old);
    Await.until(
        "the other leads", SOON, () -> store.leader(Service.ORDER).filter(old::equals).isEmpty());
    awaitPurchases();
    leader(Service.CATALOG).kill();
    Await.until(
        "the old one is refused",
        SOON,
        () -> Files.readString(old.log()).contains("another order service leads"));
    awaitPurchases();
    links.heal(old);
    assertEquals(3, old.awaitExit());
    awaitPurchases();
  }

  @Test
  void memberOfEtcdCutOff_goesOn() {
    for (int member = 0; member < 3; member++) {
      links.cut(member);
      awaitPurchases();
      links.heal(member);
      awaitPurchases();
    }
  }

  @Test
  void soldOut_isRefilled_asOverFiles() {
    try (HttpConnection connection = HttpConnection.to(store.port(0))) {
      connection.sendBody("POST", "/orders", "{\"name\":\"Rare\",\"quantity\":1}");
      assertEquals(200, connection.receive().status());
      otherOrders++;
    }
    Await.until("it is refilled", SOON, () -> stock(0, "Rare") == 7 && stock(1, "Rare") == 7);
  }

  @Test
  void change_sentToTheNextLeaderAgain_isMadeOnce() throws Exception {
    ChangeRequest change =
        ChangeRequest.newBuilder().setId("monday").setName("Plain").setAdd(20).build();
    try (RpcChannel catalog = new RpcChannel("catalog", store.hosts(Service.CATALOG), 0)) {
      assertEquals(23, quantityAfter(change, catalog));
      leader(Service.CATALOG).terminate();
      awaitPurchases();
      assertEquals(23, quantityAfter(change, catalog));
    }
    assertEquals(23, stock(0, "Plain"));
    assertEquals(23, stock(1, "Plain"));
  }

  private static int quantityAfter(ChangeRequest change, RpcChannel catalog) {
    int[] quantity = new int[1];
    Await.until(
        "the change has its answer",
        () -> {
          try {
            quantity[0] =
                catalog.call(CatalogGrpc.getChangeMethod(), change, 3000).join().getQuantity();
            return true;
          } catch (CompletionException e) {
            return false;
          }
        });
    return quantity[0];
  }

  @Test
  void metrics_tellWhoLeads_andTimeTheTransactions() throws Exception {
    for (Service service : new Service[] {Service.CATALOG, Service.ORDER}) {
      ServiceProcess leader = leader(service);
      for (ServiceProcess process : store.of(service)) {
        double leads = process == leader ? 1 : 0;
        Await.until(
            process + " leads: " + leads,
            SOON,
            () -> MetricsPages.of(process).value("toystore_leads") == leads);
      }
      String journal = service == Service.CATALOG ? "sales.csv" : "order.csv";
      MetricsPage page = MetricsPages.of(leader);
      assertTrue(page.value("toystore_journal_rows{journal=\"" + journal + "\"}") > 0);
      assertTrue(
          page.value("toystore_journal_commit_seconds_sum{journal=\"" + journal + "\"}") > 0);
    }
  }

  @Test
  void purchase_canBeFollowedThroughTheLeadersLogs() throws Exception {
    String key = "followed" + System.nanoTime();
    answered.put(key, numberOf(0, key));
    for (Service service : new Service[] {Service.CATALOG, Service.ORDER}) {
      Path log = leader(service).log();
      Await.until(
          key + " in " + log, () -> Files.readString(log).contains(" purchase=k-" + key + " "));
    }
  }

  @Test
  void leaderOfEtcdKilled_goesOn() throws Exception {
    store.etcd().kill(store.etcd().leader().orElseThrow());
    awaitPurchases();
  }

  @Test
  void memberOfEtcdHangs_goesOn() throws Exception {
    for (int member = 0; member < 3; member++) {
      store.etcd().pause(member);
      awaitPurchases();
      store.etcd().resume(member);
      store.etcd().awaitServing(member);
    }
  }

  @Test
  void quorumLost_readsEndWithTheirLeases_andAllIsWellWhenItIsBack() throws Exception {
    ServiceProcess catalog = leader(Service.CATALOG);
    store.etcd().kill(0);
    store.etcd().kill(1);
    Await.until("reads are refused", SOON, () -> stock(0) == -1 && stock(1) == -1);
    store.etcd().launch(0);
    store.etcd().launch(1);
    store.etcd().awaitServing(2);
    awaitPurchases();
    assertTrue(catalog.isAlive());
    assertEquals(catalog, leader(Service.CATALOG));
  }

  @Test
  void allKilledAtOnce_goesOnWhereItWas() throws Exception {
    store
        .all()
        .filter(process -> process.service() != Service.FRONTEND)
        .forEach(ServiceProcess::kill);
    for (int member = 0; member < 3; member++) {
      store.etcd().kill(member);
    }
    startWhatEnded();
    awaitPurchases();
  }
}
