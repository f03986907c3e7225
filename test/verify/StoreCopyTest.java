package verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import catalog.Movement;
import catalog.MovementFormat;
import catalog.Sale;
import cluster.EtcdCluster;
import common.etcd.EtcdClient;
import common.etcd.EtcdOptions;
import common.etcd.EtcdSnapshot;
import common.process.StartException;
import common.purchase.Refusal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import order.OrderFormat;
import order.OrderRow;
import order.RefusalFormat;
import order.RefusalRow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreCopyTest {
  private static final long QUOTA = 1L << 31;

  @TempDir private static Path etcdFolder;
  private static EtcdCluster etcd;

  @TempDir private Path folder;

  @BeforeAll
  static void startEtcd() throws Exception {
    assumeTrue(EtcdCluster.program().isPresent(), EtcdCluster.NOT_INSTALLED);
    Path program = EtcdCluster.program().orElseThrow();
    etcd = new EtcdCluster(program, etcdFolder, 1, "--unsafe-no-fsync").startAll();
  }

  @AfterAll
  static void stopEtcd() {
    if (etcd != null) {
      etcd.close();
    }
  }

  private static EtcdOptions options(String prefix) {
    return new EtcdOptions(
        List.of(URI.create(etcd.endpoint(0))), prefix, 5, QUOTA, EtcdOptions.Tls.DEFAULT);
  }

  private Path madeStore() throws Exception {
    Path store = Files.createDirectories(folder.resolve("store"));
    List<Movement> sales = new ArrayList<>();
    List<OrderRow> orders = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      sales.add(new Sale(i, "k-" + i, "Tux", 2));
      orders.add(new OrderRow(i, "Tux", 2, i, "k-" + i, "2026-01-01T00:00:00Z"));
    }
    Files.writeString(
        store.resolve("catalog.csv"),
        "name,price,quantity,sold,from_sale,to_sale\nTux,15.99,400,600,0,300\n");
    Files.writeString(store.resolve("order-book.id"), "0123456789abcdef0123456789abcdef\n");
    Files.writeString(store.resolve("order-book.pinned"), "0123456789abcdef0123456789abcdef\n");
    JournalFiles.write(
        store.resolve("sales.previous.csv"), new MovementFormat(), sales.subList(0, 200));
    JournalFiles.write(store.resolve("sales.csv"), new MovementFormat(), sales.subList(200, 300));
    JournalFiles.write(store.resolve("order.csv"), new OrderFormat(), orders);
    JournalFiles.write(
        store.resolve("refusals.csv"),
        new RefusalFormat(),
        List.of(new RefusalRow("k-b", "0".repeat(28) + "beef", Refusal.UNKNOWN_TOY)));
    return store;
  }

  private static void toFolder(EtcdOptions options, Path target) throws Exception {
    try (EtcdClient client = new EtcdClient(options)) {
      StoreCopy.toFolder(EtcdSnapshot.take(client, options.prefix()), target);
    }
  }

  private static List<Path> files(Path store) throws Exception {
    try (Stream<Path> files = Files.list(store)) {
      return files.filter(file -> !file.toString().endsWith(".lock")).sorted().toList();
    }
  }

  @Test
  void copy_toEtcdAndBack_givesTheSameFiles() throws Exception {
    Path store = madeStore();
    EtcdOptions options = options("there-and-back/");
    StoreCopy.toEtcd(store, options);
    Path back = folder.resolve("back");
    toFolder(options, back);
    assertTrue(files(store).size() >= 4);
    for (Path file : files(store)) {
      Path copy = back.resolve(file.getFileName());
      assertEquals(Files.readString(file), Files.readString(copy), file.toString());
    }
    assertEquals(files(store).size(), files(back).size());
  }

  @Test
  void copy_whereThereIsAStoreAlready_isRefused() throws Exception {
    Path store = madeStore();
    EtcdOptions options = options("twice/");
    StoreCopy.toEtcd(store, options);
    assertThrows(StartException.class, () -> StoreCopy.toEtcd(store, options));
    assertThrows(StartException.class, () -> toFolder(options, store));
  }

  @Test
  void verify_storeInEtcd_isWhole_andTellsTheSpace() throws Exception {
    EtcdOptions options = options("verified/");
    StoreCopy.toEtcd(madeStore(), options);
    Report report = EtcdVerification.of(options, () -> {});
    assertTrue(report.whole(), report::toString);
    assertTrue(report.toString().contains("order.csv: 300 orders"), report::toString);
    assertTrue(report.lines().get(0).matches("etcd: .* MiB of 2048 MiB .*"), report::toString);
  }

  @Test
  void verify_orderBookOfAnotherStore_isNotWhole() throws Exception {
    EtcdOptions options = options("spoiled/");
    StoreCopy.toEtcd(madeStore(), options);
    String key = "spoiled/order/order.csv/rows/" + "0".repeat(19);
    String rows = etcd.value(key).orElseThrow();
    etcd.put(key, rows.replaceFirst(",Tux,2,", ",Tux,3,"));
    Report report = EtcdVerification.of(options, () -> {});
    assertTrue(!report.whole() && report.toString().contains("checksum"), report::toString);
  }
}
