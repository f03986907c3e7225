package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import load.LoadOptions;
import load.LoadReport;
import load.LoadRun;
import load.ReportFormat;
import store.Service;
import store.StoreProcesses;

/** A store of its own for a measurement, in a folder that is deleted afterwards. */
final class BenchStore implements AutoCloseable {
  private static final int FEW_CLIENTS = 4;
  private static final double SLICE_SECONDS = 5;
  private static final double HARDLY_MORE = 1.03;

  private final Options options;
  private final StoreProcesses processes;
  private final Path folder;

  /** Not started yet: a store with the toys 0 to {@code toys} - 1 and as many orders as asked. */
  BenchStore(Options options, int toys, int orders) throws IOException {
    this.options = options;
    folder = Files.createTempDirectory(Files.createDirectories(options.folder()), "store-");
    processes = new StoreProcesses(options.build(), folder);
    if (options.workers() > 0) {
      processes.environment(Service.FRONTEND, "WORKERS", Integer.toString(options.workers()));
    }
    TestData.writeCatalog(processes.data(), toys);
    if (orders > 0) {
      TestData.writeOrders(processes.data(), orders, toys);
    }
  }

  /** A running store with few toys and no orders. */
  static BenchStore small(Options options) throws IOException, InterruptedException {
    return new BenchStore(options, 10, 0).start();
  }

  /** The same, and the frontend keeps no toys in memory. */
  static BenchStore withoutMemory(Options options) throws IOException, InterruptedException {
    BenchStore store = new BenchStore(options, 10, 0);
    store.processes.environment(Service.FRONTEND, "CACHE_SIZE", "0");
    return store.start();
  }

  BenchStore start() throws IOException, InterruptedException {
    processes.startAll();
    return this;
  }

  StoreProcesses processes() {
    return processes;
  }

  Path folder() {
    return folder;
  }

  String host() {
    return processes.address();
  }

  /** Puts load on this store for some seconds. */
  LoadReport load(double seconds, String loadOptions) throws IOException, InterruptedException {
    return load(host(), seconds, loadOptions);
  }

  /**
   * Puts load on a server for some seconds.
   *
   * @param loadOptions of the load generator, as on its command line
   */
  static LoadReport load(String host, double seconds, String loadOptions)
      throws IOException, InterruptedException {
    return run(host, String.format(Locale.ROOT, "--seconds %.3f %s", seconds, loadOptions));
  }

  /** Runs the load generator; anything but right replies is a failure here. */
  static LoadReport run(String host, String loadOptions) throws IOException, InterruptedException {
    String commandLine = "--host " + host + " --quiet " + loadOptions;
    LoadReport report = LoadRun.run(LoadOptions.parse(commandLine.split(" ")), System.err);
    if (!report.isGood()) {
      throw new IllegalStateException(
          "the load " + commandLine + " failed: " + report.wrong() + ReportFormat.table(report));
    }
    return report;
  }

  /**
   * Puts load on this store for the time of a warm-up: two thirds of it with few clients, so that
   * the JIT compilers get their share of the processor, and the rest with those to be measured.
   * Goes on with these until five seconds bring hardly more than any before, or up to four times
   * the time in all: on two cores the compilers are not done sooner.
   */
  void warmUp(int clients, String loadOptions) throws IOException, InterruptedException {
    warmUp(host(), options.warmup(), clients, loadOptions);
  }

  /** The same, of any store. */
  static void warmUp(String host, double warmup, int clients, String loadOptions)
      throws IOException, InterruptedException {
    String more = loadOptions + " --check 0 --clients ";
    double light = warmup * 2 / 3;
    load(host, light, more + Math.min(clients, FEW_CLIENTS));
    double best = load(host, warmup - light, more + clients).perSecond();
    for (double warmed = warmup; warmed < 4 * warmup; warmed += SLICE_SECONDS) {
      double rate = load(host, SLICE_SECONDS, more + clients).perSecond();
      if (rate < best * HARDLY_MORE) {
        return;
      }
      best = rate;
    }
  }

  long pid(Service service) {
    return processes.pid(service);
  }

  @Override
  public void close() throws IOException {
    processes.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
