package bench;

import bench.BenchTable.Goal;
import java.nio.file.Path;
import java.util.List;

/**
 * This store against another build of it, for instance that of the commit before: {@code --against
 * DIR} names the folder with the other's jars. Without that option nothing is measured.
 */
final class AgainstGroup implements Group {
  /** A kind of load, and how much slower than the other build this one may be. */
  private record Load(String what, double floor, String options) {}

  private static final List<Load> LOADS =
      List.of(
          new Load("Query, req/s, 1 connection", 0.90, "--clients 1 --query-only"),
          new Load("Query, req/s, 16 connections", 0.90, "--clients 16 --query-only"),
          new Load("durable purchases/s, 64 clients", 0.90, "--clients 64 --buy-only --check 10"),
          new Load("durable purchases/s, 1 client", 0.90, "--clients 1 --buy-only --check 10"),
          new Load(
              "80 % queries, 20 % purchases, 64 clients", 1.0, "--clients 64 --p 0.25 --check 10"));

  @Override
  public String name() {
    return "against";
  }

  @Override
  public void run(Options options, BenchTable table) throws Exception {
    if (options.against().isEmpty()) {
      return;
    }
    Path other = options.against().get();
    try (BenchStore mine = BenchStore.small(options.ofBuild(options.build()));
        BenchStore theirs = BenchStore.small(options.ofBuild(other))) {
      mine.warmUp(64, "--p 0.5");
      theirs.warmUp(64, "--p 0.5");
      for (Load load : LOADS) {
        List<Series> measured =
            Series.inTurns(
                options.rounds(),
                () -> mine.load(options.seconds(), load.options()).perSecond(),
                () -> theirs.load(options.seconds(), load.options()).perSecond());
        table.addRatio(
            load.what() + ", this build ÷ the one in " + other,
            measured.get(0),
            measured.get(1),
            Goal.atLeast(load.floor()),
            "req/s");
      }
    }
  }
}
