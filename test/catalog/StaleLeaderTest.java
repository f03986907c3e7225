package catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cluster.EtcdCluster;
import common.etcd.ElectedService;
import common.etcd.EtcdOptions;
import common.process.Settings;
import common.rpc.RpcChannel;
import common.testing.Await;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rpc.catalog.AcknowledgeRequest;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.QueryRequest;
import store.LossyLink;

/** A leader that is cut off from etcd, while the next one sells. */
final class StaleLeaderTest {
  /** A catalog that answers whatever the time. */
  private static final CatalogService.Sabotage WITHOUT_READ_LEASE =
      new CatalogService.Sabotage() {
        @Override
        public boolean heedsLease() {
          return false;
        }
      };

  @TempDir private Path folder;
  private EtcdCluster etcd;
  private LossyLink link;
  private Running old;
  private Running next;

  private record Running(ElectedService service, RpcChannel channel) {
    int stock() {
      QueryRequest request = QueryRequest.newBuilder().setName("Tux").build();
      return channel.call(CatalogGrpc.getQueryMethod(), request, 5000).join().getQuantity();
    }

    boolean answers() {
      try {
        return stock() >= 0;
      } catch (CompletionException e) {
        return false;
      }
    }

    void sell(String id) {
      AcknowledgeRequest inTouch =
          AcknowledgeRequest.newBuilder()
              .setOrderBook(RunningCatalog.orderBook(RunningCatalog.ORDER_BOOK, 0))
              .build();
      channel.call(CatalogGrpc.getAcknowledgeMethod(), inTouch, 5000).join();
      channel.call(CatalogGrpc.getBuyMethod(), RunningCatalog.request(id, "Tux", 1), 5000).join();
    }

    void close() {
      channel.close();
      service.close();
    }
  }

  @BeforeEach
  void startEtcd() throws Exception {
    assumeTrue(EtcdCluster.program().isPresent(), EtcdCluster.NOT_INSTALLED);
    etcd = new EtcdCluster(EtcdCluster.program().orElseThrow(), folder, 1, "--unsafe-no-fsync");
    etcd.startAll();
    etcd.put("toystore/catalog/catalog.csv/edition", "0-1");
    etcd.put("toystore/catalog/catalog.csv/parts/0-1/0000", "name,price,quantity\nTux,15.99,100\n");
    link = new LossyLink(() -> etcd.clientPort(0));
  }

  @AfterEach
  void stop() throws Exception {
    if (etcd != null) {
      link.breakConnections();
      next.close();
      old.close();
      link.close();
      etcd.close();
    }
  }

  private static Running start(int etcdPort, CatalogService.Sabotage sabotage) throws Exception {
    EtcdOptions options =
        EtcdOptions.from(
            new Settings(
                Map.of(
                    "ENGINE", "etcd",
                    "ETCD_ENDPOINTS", "http://127.0.0.1:" + etcdPort,
                    "ETCD_LEASE_SECONDS", "2")));
    ElectedService service =
        ElectedService.start(
            new ElectedService.Options("catalog", "127.0.0.1", 0, 1, options),
            term -> CatalogService.lead(term, 1000, sabotage),
            Recovery::rehearse,
            failure -> {});
    int port = Integer.parseInt(service.address().replaceFirst(".*:", ""));
    return new Running(service, new RpcChannel("catalog", "127.0.0.1", port));
  }

  private void cutTheLeaderOffAndSell(CatalogService.Sabotage sabotage) throws Exception {
    old = start(link.port(), sabotage);
    Await.until("the first leads", old::answers);
    next = start(etcd.clientPort(0), CatalogService.Sabotage.NONE);
    old.sell("r-1.1");
    assertEquals(99, old.stock());
    link.cut();
    Await.until("the next leads", next::answers);
    next.sell("r-1.2");
    assertEquals(98, next.stock());
  }

  @Test
  void read_cutOffFromEtcd_isRefusedWhenTheNextSells() throws Exception {
    cutTheLeaderOffAndSell(CatalogService.Sabotage.NONE);
    CompletionException failure = assertThrows(CompletionException.class, old::stock);
    assertEquals(Status.Code.UNAVAILABLE, Status.fromThrowable(failure.getCause()).getCode());
  }

  @Test
  void read_withoutTheReadLease_showsWhatWasTrueBefore() throws Exception {
    cutTheLeaderOffAndSell(WITHOUT_READ_LEASE);
    assertEquals(99, old.stock());
  }
}
