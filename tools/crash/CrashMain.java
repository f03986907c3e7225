package crash;

import cli.Arguments;
import crash.Observations.Count;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Kills the store's services while clients buy: see {@code --help}. */
public final class CrashMain {
  private static final int HELD = 0;
  private static final int FAILED = 1;
  private static final int UNUSABLE = 2;

  /** Where no terminal shows it, the progress is told less often. */
  private static final int SECONDS_APART_IN_A_FILE = 10;

  private CrashMain() {}

  /** Ends with the status. */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
      out.print(Options.HELP);
      System.exit(HELD);
    }
    try {
      System.exit(run(Options.parse(arguments), out));
    } catch (Arguments.UsageException e) {
      System.err.println("crash: " + e.getMessage());
      System.exit(UNUSABLE);
    }
  }

  private static int run(Options options, PrintStream out)
      throws IOException, InterruptedException {
    Path folder = folder(options);
    out.println(options.command());
    List<String> failures;
    try (Run run = new Run(options, folder)) {
      failures = runAndTell(run, options, out);
      new Report(run, out).print(failures);
    } catch (IOException | IllegalStateException e) {
      System.err.println("crash: " + e.getMessage());
      return UNUSABLE;
    }
    if (!failures.isEmpty()) {
      out.println("The store broke its promises. The same choices again: " + options.command());
      out.printf(
          "Files and logs: %s/data and %s/logs (faults.log: when what was done)%n", folder, folder);
      return FAILED;
    }
    if (options.folder() == null) {
      delete(folder);
    }
    out.println("Every check held.");
    return HELD;
  }

  private static List<String> runAndTell(Run run, Options options, PrintStream out)
      throws IOException, InterruptedException {
    boolean terminal = isTerminal();
    int apart = terminal ? 1 : SECONDS_APART_IN_A_FILE;
    String format = terminal ? "\r\033[K%s" : "%s%n";
    ScheduledExecutorService progress = Executors.newSingleThreadScheduledExecutor();
    progress.scheduleAtFixedRate(
        () -> out.printf(format, progress(run, options)), apart, apart, TimeUnit.SECONDS);
    try {
      return run.run();
    } finally {
      progress.shutdownNow();
      progress.awaitTermination(1, TimeUnit.SECONDS);
      out.print(terminal ? System.lineSeparator() : "");
    }
  }

  /** From JDK 22 on there is a console even without a terminal: then TERM decides. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    return System.console() != null && System.getenv("TERM") != null;
  }

  private static String progress(Run run, Options options) {
    Observations seen = run.seen();
    return String.format(
        Locale.ROOT,
        "%4.0f s  %s  %,d purchases  %,d repeats  %,d reads  %,d without a reply%s",
        seen.now() / 1e9,
        options.progress(run.faults().count(), run.faults().kills()),
        seen.counted(Count.KEYED) + seen.counted(Count.UNKEYED),
        seen.counted(Count.REPEATS),
        seen.counted(Count.READS) + seen.counted(Count.LISTS),
        seen.counted(Count.NO_REPLY) + seen.counted(Count.NOT_SENT),
        seen.problems().isEmpty() ? "" : "  " + seen.problems().size() + " PROBLEMS");
  }

  private static Path folder(Options options) throws IOException {
    if (options.folder() != null) {
      return Files.createDirectories(options.folder());
    }
    Files.createDirectories(Path.of("build"));
    return Files.createTempDirectory(Path.of("build"), "crash-" + options.seed() + "-");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
