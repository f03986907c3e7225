package bench;

import cli.Arguments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/** The evaluation's command line: {@code make evaluate ARGS="..."}. */
final class EvaluateMain {
  private static final String TITLE =
      """
      # Evaluation

      What the store does under load. The plots and tables are written by `make evaluate`; the raw
      data of every round is in [evaluation/](evaluation/).

      """;

  private static final String HELP =
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

      Exit status: 0, done; 1, a wrong reply or another failure; 2, bad options.
      """;

  private EvaluateMain() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String... args) {
    if (List.of(args).contains("--help")) {
      System.out.print(HELP);
      return 0;
    }
    // Plots are drawn to files; a machine without a screen is the usual one.
    System.setProperty("java.awt.headless", "true");
    try {
      Arguments in = new Arguments(HELP, args);
      Options options = Options.of(in, 3, "build/evaluate");
      Path docs = Path.of(in.text("--docs", "docs"));
      int maxClients = in.integer("--most-clients", 1000, 10, 20_000);
      Path document = docs.resolve("evaluation.md");
      String text = how(options) + new Evaluation(options, docs, maxClients).run();
      if (!Files.exists(document)) {
        Files.writeString(document, TITLE);
      }
      DocumentBlock.write(document, "evaluation", text);
      System.out.println("written: " + document);
      return 0;
    } catch (Arguments.UsageException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (Exception e) {
      e.printStackTrace();
      return 1;
    }
  }

  private static String how(Options options) {
    return String.format(
        "Measured on %s on %s, with the load on the same machine, by `make evaluate`: %d rounds of"
            + " %s s each, after %s s of warm-up; a number is the median of the rounds. Every load"
            + " is a closed loop of clients that ask without a pause: a single one can be repeated"
            + " with `make load ARGS=\"--clients 5 --p 0.2 --seconds 3\"` on a running store.%n%n",
        LocalDate.now(ZoneId.systemDefault()),
        Machine.description(),
        options.rounds(),
        options.seconds(),
        options.warmup());
  }
}
