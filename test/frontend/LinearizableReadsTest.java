package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import catalog.CatalogService;
import catalog.SabotagedCatalog;
import common.journal.Disk;
import common.process.StartException;
import common.rpc.RpcChannel;
import common.testing.Await;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import crash.Clients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import order.OrderService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import store.LossyLink;

/**
 * No read from memory is stale; and where a part of the lease protocol is taken out, stale reads
 * are found.
 */
final class LinearizableReadsTest {
  private static final String HOST = "127.0.0.1";
  private static final int READS = 3_000;
  private static final String PURCHASE = "{\"name\":\"Tux\",\"quantity\":1}";

  @TempDir Path data;
  private final List<FrontendService> frontends = new ArrayList<>();
  private CatalogService catalog;
  private OrderService order;

  /** Starts a catalog, whole or not. */
  private interface CatalogStarter {
    CatalogService start(CatalogService.Options options) throws StartException;
  }

  @BeforeEach
  void write() throws Exception {
    Clients.writeStartingFiles(data);
  }

  private static void unexpected(Throwable failure) {
    throw new AssertionError(failure);
  }

  private static CatalogService whole(CatalogService.Options options) throws StartException {
    return CatalogService.start(options, LinearizableReadsTest::unexpected);
  }

  private CatalogService.Options catalogOptions(int port) {
    return new CatalogService.Options(HOST, port, 2, data, Disk.real(), 1000, 0, 0);
  }

  private void start(CatalogStarter starter) throws Exception {
    catalog = starter.start(catalogOptions(0));
    order =
        OrderService.start(
            new OrderService.Options(HOST, 0, 2, HOST, catalog.port(), data, Disk.real()),
            LinearizableReadsTest::unexpected);
  }

  private FrontendService frontend(int catalogPort, FrontendService.FollowerFactory followers)
      throws StartException {
    FrontendService frontend =
        FrontendService.start(
            new FrontendService.Options(
                HOST, 0, 8, HOST, catalogPort, HOST, order.port(), Set.of(), ToyMemory.ALL),
            (client, request, reply, nanos) -> {},
            followers);
    frontends.add(frontend);
    return frontend;
  }

  private static CatalogFollower follower(RpcChannel catalog, int size) {
    return new CatalogFollower(catalog, new ToyMemory(size), new Lease());
  }

  /** What the checker says of a run of clients over all frontends. */
  private List<String> check() throws Exception {
    List<Integer> ports = frontends.stream().map(FrontendService::port).toList();
    for (int port : ports) {
      Await.until("it serves", () -> HttpConnection.getOnce(port, "/health").status() == 200);
    }
    try (Clients clients = Clients.start(ports, 8, 1, 1)) {
      Await.until("enough reads", Duration.ofSeconds(90), () -> clients.reads() > READS);
      clients.stop();
      close();
      return clients.check(data);
    }
  }

  @AfterEach
  void close() {
    frontends.forEach(FrontendService::close);
    frontends.clear();
    if (order != null) {
      order.close();
      order = null;
    }
    if (catalog != null) {
      catalog.close();
      catalog = null;
    }
  }

  /** Every now and then the stream's thread of a frontend is late, as on a busy machine. */
  private static CatalogFollower lateFollower(RpcChannel catalog, int size) {
    Thread nuisance =
        new Thread(
            () -> {
              try {
                while (true) {
                  TimeUnit.MILLISECONDS.sleep(10);
                  catalog.execute(() -> sleep(5));
                }
              } catch (InterruptedException | RuntimeException e) {
                // The frontend has stopped.
              }
            });
    nuisance.setDaemon(true);
    nuisance.start();
    return follower(catalog, size);
  }

  private static void sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void twoFrontends_oneOfThemLate_everyReadIsExplained() throws Exception {
    start(LinearizableReadsTest::whole);
    frontend(catalog.port(), LinearizableReadsTest::follower);
    frontend(catalog.port(), LinearizableReadsTest::lateFollower);
    assertEquals(List.of(), check());
  }

  @Test
  void withoutTheWaitForAcknowledgements_staleReadsAreFound() throws Exception {
    start(
        options ->
            SabotagedCatalog.withoutAcknowledgements(options, LinearizableReadsTest::unexpected));
    frontend(catalog.port(), LinearizableReadsTest::follower);
    frontend(catalog.port(), LinearizableReadsTest::lateFollower);
    assertFalse(check().isEmpty());
  }

  /** Believes the clock that it looked at when it answered the request before. */
  private static final class CarelessFollower extends CatalogFollower {
    private volatile boolean held;

    CarelessFollower(RpcChannel catalog, int size) {
      super(catalog, new ToyMemory(size), new Lease());
    }

    @Override
    Reply whileHeld(Supplier<Reply> memory) {
      boolean before = held;
      held = lease().isHeld();
      return before ? memory.get() : null;
    }
  }

  /**
   * Whether a frontend whose stream hangs for longer than a lease shows the stock before a purchase
   * that is answered.
   */
  private boolean isStaleWhenItHangs(FrontendService.FollowerFactory followers) throws Exception {
    start(LinearizableReadsTest::whole);
    int healthy = frontend(catalog.port(), LinearizableReadsTest::follower).port();
    RpcChannel[] channel = new RpcChannel[1];
    int hung =
        frontend(
                catalog.port(),
                (made, size) -> {
                  channel[0] = made;
                  return followers.apply(made, size);
                })
            .port();
    awaitMemory(healthy);
    awaitMemory(hung);
    int before = HttpConnection.getOnce(hung, "/products/Tux").integer("quantity");
    channel[0].execute(() -> sleep(2500));
    HttpReply bought = HttpConnection.postOnce(healthy, PURCHASE);
    assertEquals(200, bought.status(), bought.body());
    HttpReply read = HttpConnection.getOnce(hung, "/products/Tux");
    return read.status() == 200 && read.integer("quantity") == before;
  }

  @Test
  void hungFrontend_neverShowsTheStockBeforeAPurchaseThatIsAnswered() throws Exception {
    assertFalse(isStaleWhenItHangs(LinearizableReadsTest::follower));
  }

  @Test
  void clockLookedAtBeforeTheRequest_aStaleReadIsFound() throws Exception {
    assertTrue(isStaleWhenItHangs(CarelessFollower::new));
  }

  private boolean isFollowing(int port) {
    return frontends.stream().anyMatch(one -> one.port() == port && one.isFollowing());
  }

  private void awaitMemory(int port) {
    Await.until("it serves", () -> HttpConnection.getOnce(port, "/health").status() == 200);
    Await.until("it follows", () -> isFollowing(port));
    HttpConnection.getOnce(port, "/products/Tux");
  }

  @Test
  void catalogBackWithinALease_waitsForTheFrontendThatCannotHearIt() throws Exception {
    assertFalse(isStaleAfterARestart(LinearizableReadsTest::whole));
  }

  /** On a busy machine the frontend's lease may be over before it is asked, but not each time. */
  @Test
  void withoutTheWaitAtTheCatalogsStart_aStaleReadIsFound() throws Exception {
    boolean isFound = false;
    for (int i = 0; i < 5 && !isFound; i++) {
      close();
      isFound =
          isStaleAfterARestart(
              options ->
                  SabotagedCatalog.withoutPredecessor(options, LinearizableReadsTest::unexpected));
    }
    assertTrue(isFound);
  }

  /** Whether a frontend whose link is dead shows the stock before a purchase that is answered. */
  private boolean isStaleAfterARestart(CatalogStarter second) throws Exception {
    start(LinearizableReadsTest::whole);
    int port = catalog.port();
    try (LossyLink link = new LossyLink(() -> port)) {
      int healthy = frontend(port, LinearizableReadsTest::follower).port();
      int cutOff = frontend(link.port(), LinearizableReadsTest::follower).port();
      awaitMemory(healthy);
      awaitMemory(cutOff);
      int before = HttpConnection.getOnce(cutOff, "/products/Tux").integer("quantity");
      link.swallowReplies();
      SabotagedCatalog.crash(catalog);
      catalog = second.start(catalogOptions(port));
      HttpReply[] bought = new HttpReply[1];
      Await.until(
          "a purchase goes through",
          () -> (bought[0] = HttpConnection.postOnce(healthy, PURCHASE)).status() == 200);
      HttpReply read = HttpConnection.getOnce(cutOff, "/products/Tux");
      return read.status() == 200 && read.integer("quantity") == before;
    }
  }
}
