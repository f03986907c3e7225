package load;

import java.nio.file.Path;
import java.util.Set;

/**
 * How to evaluate.
 *
 * @param bench rounds, seconds and so on of a measurement
 * @param docs folder of evaluation.md; its plots and raw data go to the folder evaluation beside it
 * @param mostClients the largest number of clients
 */
record EvaluateOptions(BenchOptions bench, Path docs, int mostClients) {
  static final String HELP =
      """
      Usage: make evaluate ARGS="--seconds 5"

      Starts the store's three processes, measures the latency of queries and purchases under
      different loads, and writes docs/evaluation.md between the lines <!-- evaluation: begin -->
      and <!-- evaluation: end -->, with plots and raw data in docs/evaluation/.

        --rounds N       measurements of each point; the median counts (3)
        --seconds S      of each measurement (3)
        --warmup S       load on each store before it is measured (15)
        --most-clients N the largest number of clients, from 10 on (1000)
        --workers N      threads in the frontend's pool (64 a core)
        --docs DIR       where evaluation.md is (docs)
        --folder DIR     for the stores' files, on the disk to be measured (build/evaluate)
        --build DIR      where the jars are (build)
        --help

      Exit status: 0, done; 1, a wrong reply or another failure; 2, senseless options.
      """;

  private static final Set<String> NAMES =
      Set.of(
          "--rounds",
          "--seconds",
          "--warmup",
          "--most-clients",
          "--workers",
          "--docs",
          "--folder",
          "--build");

  static EvaluateOptions parse(String... commandLine) {
    Arguments in = new Arguments(NAMES, Set.of(), commandLine);
    BenchOptions bench =
        BenchOptions.parse(
            "--rounds", in.text("--rounds", "3"),
            "--seconds", in.text("--seconds", "3"),
            "--warmup", in.text("--warmup", "15"),
            "--workers", in.text("--workers", Integer.toString(BenchOptions.defaultWorkers())),
            "--folder", in.text("--folder", "build/evaluate"),
            "--build", in.text("--build", "build"));
    return new EvaluateOptions(
        bench, Path.of(in.text("--docs", "docs")), in.integer("--most-clients", 1000, 10, 20_000));
  }
}
