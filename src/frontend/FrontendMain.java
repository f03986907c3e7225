package frontend;

import common.process.ServiceProcess;

/** Runs the frontend: see {@code --help}. */
public final class FrontendMain {
  private static final String HELP =
      """
      frontend: HTTP and JSON for clients

      usage: java -jar frontend.jar

      Settings are environment variables:
        BIND_HOST      address to listen on                         127.0.0.1
        FRONTEND_PORT  port to listen on, 0 for a free one          8080
        CATALOG_HOST   where the catalog is                         127.0.0.1
        CATALOG_PORT                                                9101
        ORDER_HOST     where the order service is                   127.0.0.1
        ORDER_PORT                                                  9102
        WORKERS        threads in the fixed pool                    %d on this machine
        ALLOWED_ORIGINS  other web sites whose pages may buy,       none
                       comma-separated, like https://shop.example
        CACHE_SIZE     toys kept in memory, 0 for none              all

      Shuts down gracefully on SIGTERM and Ctrl-C (status 0). Status 2: it could not start; the reason
      is on standard error.
      """;

  /** They never wait, so more would only have to be woken more often. */
  private static final int WORKERS_PER_CORE = 2;

  private static final int MIN_WORKERS = 4;

  private FrontendMain() {}

  /** Runs until it is told to stop. */
  public static void main(String[] arguments) {
    int cores = Runtime.getRuntime().availableProcessors();
    int workers = Math.max(MIN_WORKERS, WORKERS_PER_CORE * cores);
    ServiceProcess.run(
        "frontend",
        HELP.formatted(workers),
        arguments,
        settings ->
            FrontendService.start(
                new FrontendService.Options(
                    settings.host("BIND_HOST", "127.0.0.1"),
                    settings.port("FRONTEND_PORT", 8080),
                    settings.workers(workers),
                    settings.hosts("CATALOG_HOST", "127.0.0.1"),
                    settings.port("CATALOG_PORT", 9101),
                    settings.hosts("ORDER_HOST", "127.0.0.1"),
                    settings.port("ORDER_PORT", 9102),
                    settings.origins("ALLOWED_ORIGINS"),
                    settings.cacheSize(ToyMemory.ALL))));
  }
}
