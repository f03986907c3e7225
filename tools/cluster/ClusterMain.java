package cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import store.ServiceProcess;

/**
 * {@code make cluster}: three members of etcd, and two of each service, on this machine, until
 * Ctrl-C. What ends by itself is started again: a leader that is no longer one ends its process.
 */
public final class ClusterMain {
  private static final int ETCD_PORT = 12379;
  private static final List<Integer> SERVICE_PORTS = List.of(9101, 9111, 9102, 9112, 8080, 8081);
  private static final long WATCH_MILLIS = 1000;
  private static final int NOT_STARTED = 2;

  private final ClusterProcesses store;
  private boolean closing;

  private ClusterMain(ClusterProcesses store) {
    this.store = store;
  }

  /** With the jars of {@code build/}; data and logs below {@code data/cluster}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Optional<Path> program = EtcdCluster.program();
    if (program.isEmpty()) {
      System.err.println("make cluster: " + EtcdCluster.NOT_INSTALLED);
      System.exit(NOT_STARTED);
    }
    Path folder = Path.of("data", "cluster");
    EtcdCluster etcd =
        EtcdCluster.onPorts(ETCD_PORT, program.get(), folder, 3, EtcdCluster.recommendedFlags());
    ClusterProcesses store = new ClusterProcesses(etcd, Path.of("build"), folder, SERVICE_PORTS);
    store.closedByCaller();
    ClusterMain cluster = new ClusterMain(store);
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "close"));
    cluster.run(folder);
  }

  private void run(Path folder) throws IOException, InterruptedException {
    try {
      System.out.println("Starting etcd and the store; they log to " + folder + ".");
      store.etcd().startAll();
      store.startAll();
      welcome();
      while (true) {
        TimeUnit.MILLISECONDS.sleep(WATCH_MILLIS);
        startWhatEnded();
      }
    } catch (IOException | IllegalStateException e) {
      synchronized (this) {
        if (!closing) {
          System.err.println("make cluster: " + e.getMessage());
          System.exit(1);
        }
      }
    }
  }

  private void welcome() {
    System.out.println();
    System.out.println("The store is open (Ctrl-C closes it). Try, in another terminal:");
    System.out.println();
    System.out.println("  curl http://127.0.0.1:" + store.port(0) + "/products/Tux");
    System.out.println(
        "  curl -d '{\"name\":\"Tux\",\"quantity\":1}' http://127.0.0.1:"
            + store.port(1)
            + "/orders");
    System.out.println("  ENGINE=etcd ETCD_ENDPOINTS=" + store.etcd().endpoints() + " make verify");
    System.out.println();
    store.all().forEach(process -> System.out.println("  " + process.pid() + "  " + process.log()));
    System.out.println();
  }

  private synchronized void startWhatEnded() throws IOException {
    if (closing) {
      return;
    }
    for (ServiceProcess process : store.all().toList()) {
      if (!process.isAlive()) {
        process.launch();
        System.out.println("started again: " + process.pid() + "  " + process.log());
      }
    }
    for (int member = 0; member < store.etcd().size(); member++) {
      if (!store.etcd().isAlive(member)) {
        store.etcd().launch(member);
        System.out.println("started again: member " + member + " of etcd");
      }
    }
  }

  private void close() {
    synchronized (this) {
      closing = true;
    }
    System.out.println("Closing the store.");
    store.stopServices();
    try {
      for (int member = 0; member < store.etcd().size(); member++) {
        store.etcd().terminate(member);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
    System.out.println("The store is closed.");
    // An exit status of our own: a JVM that a signal ends would say 128 and its number.
    Runtime.getRuntime().halt(0);
  }
}
