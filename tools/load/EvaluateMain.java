package load;

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

  private EvaluateMain() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String... args) {
    if (List.of(args).contains("--help")) {
      System.out.print(EvaluateOptions.HELP);
      return 0;
    }
    // Plots are drawn to files; a machine without a screen is the usual one.
    System.setProperty("java.awt.headless", "true");
    try {
      EvaluateOptions options = EvaluateOptions.parse(args);
      Path document = options.docs().resolve("evaluation.md");
      String text = how(options.bench()) + new Evaluation(options).run();
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

  private static String how(BenchOptions options) {
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
