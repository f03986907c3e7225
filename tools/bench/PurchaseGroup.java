package bench;

import bench.BenchTable.Goal;
import java.nio.file.Path;
import java.util.List;

/** Purchases against the disk's forces and against the bare HttpServer. */
final class PurchaseGroup implements Group {
  @Override
  public String name() {
    return "purchase";
  }

  @Override
  public void run(Options options, BenchTable table) throws Exception {
    List<Series> measured;
    try (BenchStore store = BenchStore.small(options);
        BareProcess bare = BareProcess.server(options.workers())) {
      store.warmUp(64, "--buy-only");
      BenchStore.load(bare.host(), options.warmup(), "--clients 64 --path /");
      Path file = store.folder().resolve("forced");
      double seconds = options.seconds();
      measured =
          Series.inTurns(
              options.rounds(),
              () -> store.load(seconds, "--clients 64 --buy-only --check 10").buy().perSecond(),
              () -> BareProcess.forcesPerSecond(file, seconds),
              () -> BenchStore.load(bare.host(), seconds, "--clients 64 --path /").perSecond());
    }
    table.addRatio(
        "durable purchases/s, 64 clients, ÷ forces/s of one thread on the same disk",
        measured.get(0),
        measured.get(1),
        Goal.atLeast(1.5),
        "/s");
    table.addRatio(
        "durable purchases/s, 64 clients, ÷ bare HttpServer req/s, 64 connections",
        measured.get(0),
        measured.get(2),
        Goal.atLeast(0.22),
        "/s");
  }
}
