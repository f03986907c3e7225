package order;

import common.etcd.ElectedService;
import common.etcd.EtcdOptions;
import common.journal.Disk;
import common.metrics.MetricsServer;
import common.process.ServiceProcess;
import common.process.Settings;
import common.process.StartException;

/** Runs the order service: see {@code --help}. */
public final class OrderMain {
  private static final String HELP =
      """
      order: the orders of the store, over gRPC

      usage: java -jar order.jar

      Settings are environment variables:
        BIND_HOST      address to listen on                         127.0.0.1
        ORDER_PORT     port to listen on, 0 for a free one          9102
        CATALOG_HOST   where the catalog is                         127.0.0.1
        CATALOG_PORT                                                9101
        DATA_DIR       folder of order.csv and refusals.csv         data
        ENGINE         files, or etcd: several run and one leads    files
        ETCD_…         with ENGINE=etcd, see docs/cluster.md
        WORKERS        threads in the fixed pool                    %d on this machine
        METRICS_PORT   where GET /metrics is served, over HTTP      off

      Shuts down gracefully on SIGTERM and Ctrl-C (status 0). Status 2: it could not start; the reason
      stands on standard error. Status 3: a file could not be written; start it again.
      """;

  private OrderMain() {}

  /** Runs until it is told to stop. */
  public static void main(String[] arguments) {
    int workers = Math.max(2, Runtime.getRuntime().availableProcessors());
    ServiceProcess.run(
        "order",
        HELP.formatted(workers),
        arguments,
        MetricsServer.beside(
            settings ->
                settings.usesEtcd() ? elected(settings, workers) : alone(settings, workers)));
  }

  private static ServiceProcess.Service alone(Settings settings, int workers)
      throws StartException {
    return OrderService.start(
        new OrderService.Options(
            settings.host("BIND_HOST", "127.0.0.1"),
            settings.port("ORDER_PORT", 9102),
            settings.workers(workers),
            settings.hosts("CATALOG_HOST", "127.0.0.1"),
            settings.port("CATALOG_PORT", 9101),
            settings.dataFolder(),
            Disk.real()),
        OrderMain::die);
  }

  private static ServiceProcess.Service elected(Settings settings, int workers)
      throws StartException {
    String catalogHosts = settings.hosts("CATALOG_HOST", "127.0.0.1");
    int catalogPort = settings.port("CATALOG_PORT", 9101);
    return ElectedService.start(
        new ElectedService.Options(
            "order",
            settings.host("BIND_HOST", "127.0.0.1"),
            settings.port("ORDER_PORT", 9102),
            settings.workers(workers),
            EtcdOptions.from(settings)),
        term -> OrderService.lead(term, catalogHosts, catalogPort),
        OrderService::rehearse,
        OrderMain::die);
  }

  private static void die(Throwable failure) {
    ServiceProcess.die("order", failure);
  }
}
