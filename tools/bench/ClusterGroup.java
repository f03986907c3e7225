package bench;

import bench.BenchTable.Goal;
import cluster.EtcdCluster;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import store.Service;
import store.ServiceProcess;

/** The store over etcd, with three members on this machine; nothing without etcd. */
final class ClusterGroup implements Group {
  private static final String BUY = "--buy-only --check 10 --clients ";
  private static final String QUERY = "--query-only --clients 64";
  private static final String ROWS = "toystore_journal_batch_rows_sum{journal=\"order.csv\"}";
  private static final String BATCHES = "toystore_journal_batch_rows_count{journal=\"order.csv\"}";
  private static final int MANY_ORDERS = 1_000_000;
  private static final int MANY_ORDERS_ROUNDS = 3;
  private static final long QUOTA_BYTES = 8L << 30;

  @Override
  public String name() {
    return "cluster";
  }

  @Override
  public void run(Options options, BenchTable table) throws Exception {
    if (EtcdCluster.program().isEmpty()) {
      System.err.println(EtcdCluster.NOT_INSTALLED);
      return;
    }
    try (BenchCluster cluster = new BenchCluster(options, 0)) {
      BenchStore.warmUp(cluster.host(), options.warmup(), 64, "--query-only");
      BenchStore.warmUp(cluster.host(), options.warmup(), 64, "--buy-only");
      speed(options, cluster, table);
      takeOver(options, cluster, table);
      memory(options, cluster, table);
    }
    try (BenchCluster large = new BenchCluster(options, MANY_ORDERS)) {
      large(large, table);
    }
  }

  private static void speed(Options options, BenchCluster cluster, BenchTable table)
      throws Exception {
    double seconds = options.seconds();
    Series rows = new Series();
    List<Series> measured;
    try (BenchStore files = BenchStore.small(options);
        BareTransactions bare =
            new BareTransactions(cluster.store().etcd().clientPort(leaderOfEtcd(cluster)))) {
      files.warmUp(64, "--query-only");
      measured =
          Series.inTurns(
              options.rounds(),
              () -> countingRows(cluster, seconds, rows),
              () -> bare.perSecond(seconds),
              () -> cluster.load(seconds, BUY + 512).perSecond(),
              () -> cluster.load(seconds, QUERY).perSecond(),
              () -> files.load(seconds, QUERY).perSecond());
    }
    table.add("etcd: rows a transaction, 64 buyers", rows, Goal.atLeast(12), "order.csv");
    table.addRatio(
        "etcd: purchases/s, 64 clients, ÷ transactions/s of one row, in turn",
        measured.get(0),
        measured.get(1),
        Goal.atLeast(12),
        "/s");
    table.addRatio(
        "etcd: purchases/s, 512 clients ÷ 64",
        measured.get(2),
        measured.get(0),
        Goal.atLeast(2),
        "/s");
    table.addRatio(
        "cached queries/s, 64 clients, ENGINE=etcd ÷ files",
        measured.get(3),
        measured.get(4),
        Goal.atLeast(0.95),
        "/s");
  }

  private static int leaderOfEtcd(BenchCluster cluster) throws InterruptedException {
    return cluster.store().etcd().leader().orElse(0);
  }

  private static double countingRows(BenchCluster cluster, double seconds, Series rows)
      throws IOException, InterruptedException {
    double rowsBefore = cluster.metric(ROWS);
    double batchesBefore = cluster.metric(BATCHES);
    double rate = cluster.load(seconds, BUY + 64).perSecond();
    rows.add((cluster.metric(ROWS) - rowsBefore) / (cluster.metric(BATCHES) - batchesBefore));
    return rate;
  }

  private static void takeOver(Options options, BenchCluster cluster, BenchTable table)
      throws Exception {
    TakeOver takeOver = new TakeOver(cluster);
    List<Series> measured =
        Series.inTurns(
            options.rounds(),
            () -> takeOver.afterStop(Service.CATALOG),
            () -> takeOver.afterStop(Service.ORDER),
            () -> takeOver.afterKill(Service.CATALOG),
            () -> takeOver.afterKill(Service.ORDER));
    String what = "etcd: seconds without a purchase, leader of ";
    table.add(what + "catalog, SIGTERM", measured.get(0), Goal.atMost(1), "one buyer");
    table.add(what + "order, SIGTERM", measured.get(1), Goal.atMost(1), "one buyer");
    table.add(what + "catalog, kill -9", measured.get(2), Goal.atMost(7), "lease of 5 s");
    table.add(what + "order, kill -9", measured.get(3), Goal.atMost(7), "lease of 5 s");
  }

  private static void memory(Options options, BenchCluster cluster, BenchTable table)
      throws Exception {
    cluster.load(options.seconds(), "--clients 64 --p 0.5 --keys --check 10");
    for (Service service : Service.values()) {
      List<Long> pids = cluster.store().of(service).stream().map(ServiceProcess::pid).toList();
      table.add(
          "etcd: memory, resident, MB: " + service.title(),
          cluster.residentMegabytes(pids),
          Goal.atMost(service == Service.ORDER ? 220 : 150),
          "two processes");
    }
    EtcdCluster etcd = cluster.store().etcd();
    List<Long> pids = IntStream.range(0, etcd.size()).mapToObj(etcd::pid).toList();
    table.add(
        "etcd: memory, resident, MB: a member of etcd",
        cluster.residentMegabytes(pids),
        Goal.atMost(500),
        "three members");
  }

  private static void large(BenchCluster cluster, BenchTable table) throws Exception {
    TakeOver takeOver = new TakeOver(cluster);
    double bytes = (double) cluster.bytesInUse() / MANY_ORDERS;
    List<Series> measured =
        Series.inTurns(MANY_ORDERS_ROUNDS, () -> takeOver.fromElectionToPurchase(Service.ORDER));
    table.add(
        "etcd, 1,000,000 orders: seconds from the lease's end to a purchase, kill -9",
        measured.get(0),
        Goal.atMost(5),
        "leader of order");
    table.add(
        "etcd: orders in 8 GiB, millions",
        Series.of(QUOTA_BYTES / bytes / 1e6),
        Goal.atLeast(50),
        BenchTable.number(bytes) + " bytes an order");
  }
}
