package load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import store.Service;
import store.StoreProcesses;

/** A store of its own for a measurement, in a folder that is deleted afterwards. */
final class StoreUnderTest implements AutoCloseable {
  private static final int FEW_CLIENTS = 4;
  private static final double SLICE_SECONDS = 5;
  private static final double HARDLY_MORE = 1.03;

  private final StoreProcesses processes;
  private final Path folder;

  /** Not started yet: a store with the toys 0 to {@code toys} - 1 and as many orders as asked. */
  StoreUnderTest(BenchOptions options, int toys, int orders) throws IOException {
    folder = Files.createTempDirectory(Files.createDirectories(options.folder()), "store-");
    processes = new StoreProcesses(options.build(), folder);
    processes.environment(Service.FRONTEND, "WORKERS", Integer.toString(options.workers()));
    TestData.writeCatalog(processes.data(), toys);
    if (orders > 0) {
      TestData.writeOrders(processes.data(), orders, toys);
    }
  }

  StoreUnderTest start() throws IOException, InterruptedException {
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

  /** Puts load on this store for some seconds; the other options as the load generator's. */
  LoadReport load(double seconds, String... options) throws IOException, InterruptedException {
    return load(host(), seconds, options);
  }

  /**
   * Puts load on this store for the time of a warm-up: two thirds of it with few clients, so that
   * the JIT compilers get their share of the processor, and the rest with those to be measured.
   * Goes on with these until five seconds bring hardly more than any before, or up to four times
   * the time in all: on two cores the compilers are not done sooner.
   */
  void warmUp(BenchOptions bench, int clients, String... options)
      throws IOException, InterruptedException {
    double light = bench.warmup() * 2 / 3;
    load(light, with(options, "--clients", "" + Math.min(clients, FEW_CLIENTS), "--check", "0"));
    String[] full = with(options, "--clients", "" + clients, "--check", "0");
    double best = rate(load(bench.warmup() - light, full));
    for (double warmed = bench.warmup(); warmed < 4 * bench.warmup(); warmed += SLICE_SECONDS) {
      double rate = rate(load(SLICE_SECONDS, full));
      if (rate < best * HARDLY_MORE) {
        return;
      }
      best = rate;
    }
  }

  private static double rate(LoadReport report) {
    return report.query().perSecond() + report.buy().perSecond();
  }

  private static String[] with(String[] options, String... more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
  }

  /** Puts load on a server. */
  static LoadReport load(String host, double seconds, String... options)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("--host", host, "--quiet"));
    all.addAll(List.of("--seconds", String.format(Locale.ROOT, "%.3f", seconds)));
    all.addAll(List.of(options));
    return run(all);
  }

  /** Runs the load generator; anything but right replies is a failure here. */
  static LoadReport run(List<String> options) throws IOException, InterruptedException {
    LoadReport report = LoadRun.run(LoadOptions.parse(options.toArray(new String[0])), System.err);
    if (!report.isGood()) {
      throw new IllegalStateException(
          "the load " + options + " failed: " + report.wrong() + ReportFormat.table(report));
    }
    return report;
  }

  double cpuSeconds(Service... services) {
    double sum = 0;
    for (Service service : services) {
      sum += ProcStat.cpuSeconds(processes.pid(service));
    }
    return sum;
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
