package load;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How to run a benchmark.
 *
 * @param seconds of one measurement in one round
 * @param warmup seconds of load on each of the compared programs before the first round, at least
 * @param only names of the groups to run; empty: all
 * @param workers threads in the pools of the frontend and of the bare server
 * @param out CSV file with the value of each round, or null
 * @param document Markdown file whose block "bench" is rewritten, or null
 */
record BenchOptions(
    int rounds,
    double seconds,
    double warmup,
    List<String> only,
    int workers,
    Path build,
    Path folder,
    Path out,
    Path document) {

  static final String HELP =
      """
      Usage: make bench ARGS="--only query,purchase"

      Starts the store's three processes and, beside them, small programs to compare with: the
      JDK's bare HttpServer with a constant reply, and one thread that appends and forces. Prints
      a table of ratios: in each round the compared things are measured one after the other.

        --rounds N      (5)
        --seconds S     of each measurement in each round (3)
        --warmup S      load on each program before the first round (15); a store whose speed still
                        rises then, because the JIT compilers are not done, gets up to 4 times that
        --only A,B      of the groups query, purchase, rows, size, p99, start, memory, abuse
        --workers N     threads in the pools of the frontend and of the bare server (64 a core)
        --folder DIR    for the stores' files, on the disk to be measured (build/bench)
        --build DIR     where the jars are (build)
        --out FILE.csv  also write the value of each round
        --document FILE also write the table into a Markdown file, between the lines
                        <!-- bench: begin --> and <!-- bench: end -->
        --help

      Exit status: 0, measured; 1, a wrong reply or another failure; 2, senseless options. A goal
      that is missed is shown and does not change the status.
      """;

  private static final Set<String> NAMES =
      Set.of(
          "--rounds",
          "--seconds",
          "--warmup",
          "--only",
          "--workers",
          "--folder",
          "--build",
          "--out",
          "--document");

  static BenchOptions parse(String... commandLine) {
    Arguments in = new Arguments(NAMES, Set.of(), commandLine);
    return new BenchOptions(
        in.integer("--rounds", 5, 1, 1000),
        in.number("--seconds", 3, 0.1, 3600),
        in.number("--warmup", 15, 0, 3600),
        in.list("--only"),
        in.integer("--workers", defaultWorkers(), 1, 4096),
        Path.of(in.text("--build", "build")),
        Path.of(in.text("--folder", "build/bench")),
        in.has("--out") ? Path.of(in.text("--out", "")) : null,
        in.has("--document") ? Path.of(in.text("--document", "")) : null);
  }

  /** As many as the frontend takes when it is not told. */
  static int defaultWorkers() {
    return Math.min(1024, 64 * Runtime.getRuntime().availableProcessors());
  }
}
