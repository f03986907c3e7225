package catalog;

import common.journal.Disk;
import common.metrics.MetricsServer;
import common.process.ServiceProcess;

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
                CatalogService.start(
                    new CatalogService.Options(
                        settings.host("BIND_HOST", "127.0.0.1"),
                        settings.port("CATALOG_PORT", 9101),
                        settings.workers(workers),
                        settings.dataFolder(),
                        Disk.real(),
                        LEASE_MILLIS,
                        settings.restockSeconds(),
                        settings.restockTo()),
                    failure -> ServiceProcess.die("catalog", failure))));
  }
}
