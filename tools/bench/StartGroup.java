package bench;

import bench.BenchTable.Goal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import store.Http;
import store.Service;

/** Seconds from the start of the three processes, all at once, to the first 200. */
final class StartGroup implements Group {
  private static final int GIVE_UP_SECONDS = 60;
  private static final String QUERY = "/products/Toy%200";

  @Override
  public String name() {
    return "start";
  }

  @Override
  public void run(Options options, BenchTable table) throws Exception {
    List<Series> measured;
    try (BenchStore small = new BenchStore(options, 10, 0);
        BenchStore big = new BenchStore(options, 10, 1_000_000)) {
      makeArchives(small);
      measured =
          Series.inTurns(
              options.rounds(),
              () -> secondsToFirstReply(big),
              () -> {
                addFlag(small, "");
                return secondsToFirstReply(small);
              },
              () -> {
                addFlag(small, "-XX:SharedArchiveFile=");
                return secondsToFirstReply(small);
              });
    }
    table.add(
        "start, 1,000,000 orders on disk: seconds to the first 200",
        measured.get(0),
        Goal.atMost(3),
        "without AppCDS");
    table.addRatio(
        "three JVMs with AppCDS to the first 200 ÷ without",
        measured.get(2),
        measured.get(1),
        Goal.atMost(0.65),
        "s");
  }

  /** Runs the store once under a little load; each JVM writes its archive when it ends. */
  private static void makeArchives(BenchStore store) throws Exception {
    addFlag(store, "-XX:ArchiveClassesAtExit=");
    store.start().load(1, "--clients 4 --p 0.5");
    stop(store);
  }

  /** Adds a flag with the name of each service's archive; an empty one is left out. */
  private static void addFlag(BenchStore store, String flag) {
    for (Service service : Service.values()) {
      Path archive = store.folder().toAbsolutePath().resolve(service.title() + ".jsa");
      List<String> flags = new ArrayList<>(service.defaultFlags());
      if (!flag.isEmpty()) {
        flags.add(flag + archive);
      }
      store.processes().flags(service, flags);
    }
  }

  private static double secondsToFirstReply(BenchStore store)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (Service service : Service.values()) {
      store.processes().process(service).launch();
    }
    while (!Http.answers200(store.processes().port(Service.FRONTEND), QUERY)) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS)) {
        throw new IllegalStateException(
            "the store did not answer within " + GIVE_UP_SECONDS + " s");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    stop(store);
    return seconds;
  }

  private static void stop(BenchStore store) {
    for (Service service : List.of(Service.FRONTEND, Service.ORDER, Service.CATALOG)) {
      store.processes().terminate(service);
    }
  }
}
