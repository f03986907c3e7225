package bench;

import cli.Arguments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

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
      different loads, and writes docs/evaluation.md with plots and raw data in docs/evaluation/.
      Each part is written between lines like <!-- clients: begin --> and <!-- clients: end -->.

        --only A,B       of the parts %s
        --rounds N       measurements of each point; the median counts (3)
        --seconds S      of each measurement (3)
        --warmup S       load on each store before it is measured (15)
        --most-clients N the largest number of clients, from 10 on (1000)
        --workers N      threads in the frontend's pool (2 a core, at least 4)
        --docs DIR       where evaluation.md is (docs)
        --folder DIR     for the stores' files, on the disk to be measured (build/evaluate)
        --build DIR      where the jars are (build)
        --help

      Exit status: 0, done; 1, a wrong reply or another failure; 2, bad options.
      """
          .formatted(String.join(", ", Evaluation.parts(0).keySet()));

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
      Map<String, Evaluation.Part> parts =
          Evaluation.parts(in.integer("--most-clients", 1000, 10, 20_000));
      evaluate(options, docs, selected(parts, in.list("--only")));
      return 0;
    } catch (Arguments.UsageException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (Exception e) {
      e.printStackTrace();
      return 1;
    }
  }

  private static Map<String, Evaluation.Part> selected(
      Map<String, Evaluation.Part> parts, List<String> only) {
    for (String name : only) {
      if (!parts.containsKey(name)) {
        throw new Arguments.UsageException("there is no part " + name + ": " + parts.keySet());
      }
    }
    if (!only.isEmpty()) {
      parts.keySet().retainAll(only);
    }
    return parts;
  }

  private static void evaluate(Options options, Path docs, Map<String, Evaluation.Part> parts)
      throws Exception {
    Path document = docs.resolve("evaluation.md");
    Plots plots = new Plots(docs.resolve("evaluation"));
    if (!Files.exists(document)) {
      Files.writeString(document, TITLE);
    }
    for (Map.Entry<String, Evaluation.Part> part : parts.entrySet()) {
      Report report = new Report(plots);
      part.getValue().write(options, report);
      DocumentBlock.write(document, part.getKey(), report.markdown() + how(options));
      System.out.println("written: " + part.getKey() + " in " + document);
    }
  }

  private static String how(Options options) {
    return String.format(
        "(Measured on %s on %s, with the load on the same machine; %d rounds, a load lasts %s s,"
            + " after a warm-up of at least %s s.)%n",
        LocalDate.now(ZoneId.systemDefault()),
        Machine.description(),
        options.rounds(),
        options.seconds(),
        options.warmup());
  }
}
