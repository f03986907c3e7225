package catalog;

import common.etcd.ElectedService;
import common.etcd.EtcdOptions;
import common.journal.Disk;
import common.metrics.MetricsServer;
import common.process.ServiceProcess;
import common.process.Settings;
import common.process.StartException;

/** Runs the catalog service: see {@code --help}. */
public final class CatalogMain {
  private static final String HELP =
      """
      catalog: the toys of the store and their stock, over gRPC

      usage: java -jar catalog.jar

      Settings are environment variables:
        BIND_HOST      address to listen on                         127.0.0.1
        CATALOG_PORT   port to listen on, 0 for a free one          9101
        DATA_DIR       folder of catalog.csv and sales.csv          data
        ENGINE         files, or etcd: several run and one leads    files
        ETCD_…         with ENGINE=etcd, see docs/cluster.md
        WORKERS        threads in the fixed pool                    %d on this machine
        METRICS_PORT   where GET /metrics is served, over HTTP      off
        RESTOCK_SECONDS  how often sold-out toys are refilled       0: never
        RESTOCK_TO     pieces of a toy that was refilled            100

      Shuts down gracefully on SIGTERM and Ctrl-C (status 0). Status 2: it could not start; the reason
      stands on standard error. Status 3: a file could not be written; start it again.
      """;

  private static final long LEASE_MILLIS = 1000;

  private CatalogMain() {}

  /** Runs until it is told to stop. */
  public static void main(String[] arguments) {
    int workers = Math.max(2, Runtime.getRuntime().availableProcessors());
    ServiceProcess.run(
        "catalog",
        HELP.formatted(workers),
        arguments,
        MetricsServer.beside(
            settings ->
                settings.usesEtcd() ? elected(settings, workers) : alone(settings, workers)));
  }

  private static ServiceProcess.Service alone(Settings settings, int workers)
      throws StartException {
    return CatalogService.start(
        new CatalogService.Options(
            settings.host("BIND_HOST", "127.0.0.1"),
            settings.port("CATALOG_PORT", 9101),
            settings.workers(workers),
            settings.dataFolder(),
            Disk.real(),
            LEASE_MILLIS,
            settings.restockSeconds(),
            settings.restockTo()),
        CatalogMain::die);
  }

  private static ServiceProcess.Service elected(Settings settings, int workers)
      throws StartException {
    int restockSeconds = settings.restockSeconds();
    int restockTo = settings.restockTo();
    return ElectedService.start(
        new ElectedService.Options(
            "catalog",
            settings.host("BIND_HOST", "127.0.0.1"),
            settings.port("CATALOG_PORT", 9101),
            settings.workers(workers),
            EtcdOptions.from(settings)),
        term -> CatalogService.lead(term, LEASE_MILLIS, restockSeconds, restockTo),
        Recovery::rehearse,
        CatalogMain::die);
  }

  private static void die(Throwable failure) {
    ServiceProcess.die("catalog", failure);
  }
}
