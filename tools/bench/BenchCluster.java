package bench;

import cluster.ClusterProcesses;
import cluster.EtcdCluster;
import common.etcd.EtcdClient;
import common.etcd.EtcdOptions;
import common.etcd.EtcdSpace;
import common.process.Settings;
import common.process.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import load.LoadReport;
import store.FreePort;
import store.Service;
import store.ServiceProcess;
import verify.StoreCopy;

/** A store over etcd for a measurement, three members on this machine. */
final class BenchCluster implements AutoCloseable {
  private static final int MEMBERS = 3;

  private final Path folder;
  private final ClusterProcesses store;
  private final EtcdOptions etcdOptions;

  /** Running, with 10 toys and as many orders as asked. */
  BenchCluster(Options options, int orders) throws IOException, InterruptedException {
    folder = Files.createTempDirectory(Files.createDirectories(options.folder()), "cluster-");
    Path program =
        EtcdCluster.program().orElseThrow(() -> new IOException(EtcdCluster.NOT_INSTALLED));
    EtcdCluster etcd =
        new EtcdCluster(program, folder.resolve("etcd"), MEMBERS, EtcdCluster.recommendedFlags());
    store = new ClusterProcesses(etcd, options.build(), folder);
    store.environment("WORKERS", Integer.toString(options.workers()));
    for (ServiceProcess process : store.of(Service.ORDER)) {
      process.environment("METRICS_PORT", Integer.toString(FreePort.find()));
    }
    try {
      etcdOptions =
          EtcdOptions.from(
              new Settings(Map.of("ENGINE", "etcd", "ETCD_ENDPOINTS", etcd.endpoints())));
      etcd.startAll();
      fill(orders);
    } catch (StartException e) {
      throw new IOException(e);
    }
    store.startAll();
  }

  private void fill(int orders) throws IOException, InterruptedException, StartException {
    Path files = Files.createDirectories(folder.resolve("files"));
    TestData.writeCatalog(files, 10);
    if (orders > 0) {
      TestData.writeOrders(files, orders, 10);
    }
    StoreCopy.toEtcd(files, etcdOptions);
  }

  ClusterProcesses store() {
    return store;
  }

  String host() {
    return "127.0.0.1:" + store.port(0);
  }

  LoadReport load(double seconds, String loadOptions) throws IOException, InterruptedException {
    return BenchStore.load(host(), seconds, loadOptions);
  }

  ServiceProcess leader(Service service) throws InterruptedException {
    while (store.leader(service).isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return store.leader(service).get();
  }

  /** A value of the metrics of the order service that leads. */
  double metric(String sample) throws IOException, InterruptedException {
    String port = leader(Service.ORDER).environment("METRICS_PORT");
    try (InputStream in =
        URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
      String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Matcher found = Pattern.compile("(?m)^" + Pattern.quote(sample) + " (\\S+)$").matcher(page);
      if (!found.find()) {
        throw new IOException("there is no " + sample + " in the metrics");
      }
      return Double.parseDouble(found.group(1));
    }
  }

  /** Bytes of etcd's database that hold something. */
  long bytesInUse() throws IOException, InterruptedException {
    try (EtcdClient client = new EtcdClient(etcdOptions)) {
      return EtcdSpace.of(client, etcdOptions.quotaBytes()).bytesInUse();
    }
  }

  /** What a service, or a member of etcd, takes of the memory: the largest of its processes. */
  Series residentMegabytes(List<Long> pids) throws IOException {
    List<Double> each = new ArrayList<>();
    for (long pid : pids) {
      ProcStat.residentMegabytes(pid).ifPresent(each::add);
    }
    return Series.of(each.stream().mapToDouble(Double::doubleValue).toArray());
  }

  @Override
  public void close() throws IOException {
    store.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
