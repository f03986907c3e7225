package crash;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Kills the store's services while clients buy: see {@code --help}. */
public final class CrashMain {
  private static final int HELD = 0;
  private static final int FAILED = 1;
  private static final int UNUSABLE = 2;

  private CrashMain() {}

  /** Ends with the status. */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
      out.print(CrashOptions.HELP);
      System.exit(HELD);
    }
    try {
      System.exit(run(CrashOptions.parse(arguments), out));
    } catch (CrashOptions.UsageException e) {
      System.err.println("crash: " + e.getMessage());
      System.exit(UNUSABLE);
    }
  }

  private static int run(CrashOptions options, PrintStream out)
      throws IOException, InterruptedException {
    Path folder = folder(options);
    out.println(options.command());
    List<String> failures;
    try (CrashRun run = new CrashRun(options, folder)) {
      try (CrashProgress progress = new CrashProgress(run, options, out)) {
        progress.start();
        failures = run.run();
      }
      new CrashReport(run, out).print(failures);
    } catch (IOException | IllegalStateException e) {
      System.err.println("crash: " + e.getMessage());
      return UNUSABLE;
    }
    if (!failures.isEmpty()) {
      out.println("The store broke its promises. The same choices again: " + options.command());
      out.println(
          "Files and logs: "
              + folder
              + "/data and "
              + folder
              + "/logs (faults.log: when what was done)");
      return FAILED;
    }
    if (options.folder() == null) {
      delete(folder);
    }
    out.println("Every check held.");
    return HELD;
  }

  private static Path folder(CrashOptions options) throws IOException {
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
