package cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import store.FreePort;
import store.Http;
import store.Service;
import store.ServiceProcess;

/**
 * The store over etcd as processes of this machine: several catalogs, order services and frontends.
 * Closing it ends whatever still runs; so does the end of this JVM.
 */
public final class ClusterProcesses implements AutoCloseable {
  private static final long READY_SECONDS = 60;

  private final EtcdCluster etcd;
  private final List<ServiceProcess> catalogs = new ArrayList<>();
  private final List<ServiceProcess> orders = new ArrayList<>();
  private final List<ServiceProcess> frontends = new ArrayList<>();
  private final Thread atExit = new Thread(this::killAll, "cluster-at-exit");

  /**
   * Two of each service, on free ports. Nothing is started yet.
   *
   * @param build where the jars are
   * @param folder gets the logs
   */
  public ClusterProcesses(EtcdCluster etcd, Path build, Path folder) throws IOException {
    this(etcd, build, folder, freePorts(6));
  }

  /**
   * Two of each service.
   *
   * @param ports of the catalogs, the order services and the frontends, in this order
   */
  public ClusterProcesses(EtcdCluster etcd, Path build, Path folder, List<Integer> ports)
      throws IOException {
    this.etcd = etcd;
    Path logs = Files.createDirectories(folder.resolve("logs"));
    Path jars = build.toAbsolutePath();
    for (int i = 0; i < 2; i++) {
      String number = "-" + (i + 1);
      catalogs.add(
          new ServiceProcess(Service.CATALOG, "catalog" + number, jars, logs, ports.get(i)));
      orders.add(new ServiceProcess(Service.ORDER, "order" + number, jars, logs, ports.get(2 + i)));
      frontends.add(
          new ServiceProcess(Service.FRONTEND, "frontend" + number, jars, logs, ports.get(4 + i)));
    }
    environment("ENGINE", "etcd");
    environment("ETCD_ENDPOINTS", etcd.endpoints());
    environment("CATALOG_HOST", hosts(Service.CATALOG));
    environment("ORDER_HOST", hosts(Service.ORDER));
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<Integer> ports = new ArrayList<>();
    while (ports.size() < count) {
      ports.add(FreePort.find());
    }
    return ports;
  }

  /** Where a service is, as {@code CATALOG_HOST} and {@code ORDER_HOST} take it. */
  public String hosts(Service service) {
    return of(service).stream()
        .map(process -> "127.0.0.1:" + process.port())
        .collect(Collectors.joining(","));
  }

  /** Sets an environment variable of all services from their next start on. */
  public void environment(String name, String value) {
    all().forEach(process -> process.environment(name, value));
  }

  /** Starts all services, and waits until each frontend's health is good. etcd runs already. */
  public ClusterProcesses startAll() throws IOException, InterruptedException {
    for (ServiceProcess process : all().toList()) {
      process.launch();
    }
    for (ServiceProcess process : all().toList()) {
      process.awaitReady();
    }
    awaitServing();
    return this;
  }

  /**
   * Waits until each frontend reaches the others.
   *
   * @throws IllegalStateException if that takes a minute
   */
  public void awaitServing() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    for (ServiceProcess frontend : frontends) {
      while (!Http.answers200(frontend.port(), "/health")) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the store does not serve; see " + frontend.log());
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  /** The members of etcd. */
  public EtcdCluster etcd() {
    return etcd;
  }

  /** All services: catalogs, order services, frontends. */
  public Stream<ServiceProcess> all() {
    return Stream.of(catalogs, orders, frontends).flatMap(List::stream);
  }

  /** The processes of a service. */
  public List<ServiceProcess> of(Service service) {
    return switch (service) {
      case CATALOG -> catalogs;
      case ORDER -> orders;
      case FRONTEND -> frontends;
    };
  }

  /** The process that leads, as etcd has it; the catalog or the order service. */
  public Optional<ServiceProcess> leader(Service service) throws InterruptedException {
    Optional<String> address = etcd.value("toystore/" + service.title() + "/leader");
    return of(service).stream()
        .filter(process -> address.equals(Optional.of("127.0.0.1:" + process.port())))
        .findFirst();
  }

  /** The port of a frontend. */
  public int port(int frontend) {
    return frontends.get(frontend).port();
  }

  /** Stops the services: first those that need others. */
  public void stopServices() {
    for (List<ServiceProcess> processes : List.of(frontends, orders, catalogs)) {
      processes.stream().filter(ServiceProcess::isAlive).forEach(ServiceProcess::terminate);
    }
  }

  /** Kills what still runs, etcd too. */
  @Override
  public void close() {
    killAll();
    etcd.close();
    removeHook();
  }

  /** Leaves it to the caller to close this when the JVM ends. */
  void closedByCaller() {
    removeHook();
    etcd.removeHook();
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ignored) {
      // This JVM is ending and runs the hook by itself: killing twice does no harm.
    }
  }

  private void killAll() {
    all().forEach(ServiceProcess::destroy);
  }
}
