package load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import store.Http;
import store.Service;

/** Seconds from the start of the three processes, all at once, to the first 200. */
final class StartBench implements Group {
  private static final double MAX_SECONDS = 3;
  private static final double MAX_OF_PLAIN = 0.65;
  private static final int GIVE_UP_SECONDS = 60;
  private static final String QUERY = "/products/Toy%200";

  private final Series full = new Series();
  private final Series plain = new Series();
  private final Series archived = new Series();

  @Override
  public void run(BenchOptions options, BenchTable table) throws Exception {
    try (StoreUnderTest small = new StoreUnderTest(options, 10, 0);
        StoreUnderTest big = new StoreUnderTest(options, 10, 1_000_000)) {
      makeArchives(small);
      for (int round = 0; round < options.rounds(); round++) {
        full.add(secondsToFirstReply(big));
        useArchives(small, false);
        plain.add(secondsToFirstReply(small));
        useArchives(small, true);
        archived.add(secondsToFirstReply(small));
      }
    }
    table.add(
        "start, 1,000,000 orders on disk: seconds to the first 200",
        full,
        Goal.atMost(MAX_SECONDS),
        "without AppCDS");
    table.addRatio(
        "three JVMs with AppCDS to the first 200 ÷ without",
        archived,
        plain,
        Goal.atMost(MAX_OF_PLAIN),
        "s");
  }

  /** Runs the store once under a little load; each JVM writes its archive when it ends. */
  private static void makeArchives(StoreUnderTest shop) throws Exception {
    for (Service service : Service.values()) {
      flags(shop, service, "-XX:ArchiveClassesAtExit=" + archive(shop, service));
    }
    shop.start().load(1, "--clients", "4", "--p", "0.5");
    stop(shop);
  }

  private static void useArchives(StoreUnderTest shop, boolean use) {
    for (Service service : Service.values()) {
      if (use) {
        flags(shop, service, "-XX:SharedArchiveFile=" + archive(shop, service));
      } else {
        flags(shop, service);
      }
    }
  }

  private static void flags(StoreUnderTest shop, Service service, String... more) {
    List<String> flags = new ArrayList<>(service.defaultFlags());
    flags.addAll(List.of(more));
    shop.processes().flags(service, flags);
  }

  private static Path archive(StoreUnderTest shop, Service service) {
    return shop.folder().toAbsolutePath().resolve(service.title() + ".jsa");
  }

  private static double secondsToFirstReply(StoreUnderTest shop)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (Service service : Service.values()) {
      shop.processes().process(service).launch();
    }
    while (!Http.answers200(shop.processes().port(Service.FRONTEND), QUERY)) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS)) {
        throw new IllegalStateException(
            "the store did not answer within " + GIVE_UP_SECONDS + " s");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    stop(shop);
    return seconds;
  }

  private static void stop(StoreUnderTest shop) {
    for (Service service : List.of(Service.FRONTEND, Service.ORDER, Service.CATALOG)) {
      shop.processes().terminate(service);
    }
  }
}
