package order;

import common.journal.Disk;
import common.metrics.MetricsServer;
import common.process.ServiceProcess;

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
                OrderService.start(
                    new OrderService.Options(
                        settings.host("BIND_HOST", "127.0.0.1"),
                        settings.port("ORDER_PORT", 9102),
                        settings.workers(workers),
                        settings.hosts("CATALOG_HOST", "127.0.0.1"),
                        settings.port("CATALOG_PORT", 9101),
                        settings.dataFolder(),
                        Disk.real()),
                    failure -> ServiceProcess.die("order", failure))));
  }
}
