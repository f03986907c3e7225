package abuse;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Attacks a store and tells what held: see {@code --help}. */
public final class AbuseMain {
  private static final int HELD = 0;
  private static final int FAILED = 1;
  private static final int UNUSABLE = 2;

  private AbuseMain() {}

  /** Ends with the status. */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
      out.print(AbuseOptions.HELP);
      System.exit(HELD);
    }
    try {
      System.exit(run(AbuseOptions.parse(arguments), out));
    } catch (AbuseOptions.UsageException e) {
      System.err.println("abuse: " + e.getMessage());
      System.exit(UNUSABLE);
    }
  }

  private static int run(AbuseOptions options, PrintStream out)
      throws IOException, InterruptedException {
    List<Attack> attacks = AbuseRun.attacks(options);
    if (options.list() || attacks.isEmpty()) {
      attacks.forEach(attack -> out.println(attack.group() + ": " + attack.name()));
      return attacks.isEmpty() ? UNUSABLE : HELD;
    }
    Path folder = folder(options);
    AbuseTable table = new AbuseTable();
    try {
      AbuseRun.run(attacks, options, folder, table, out);
    } catch (IOException | IllegalStateException e) {
      System.err.println("abuse: " + e.getMessage());
      return UNUSABLE;
    }
    table.print(out);
    if (!table.allHeld()) {
      out.println("Files and logs: " + folder);
      return FAILED;
    }
    if (options.folder() == null) {
      delete(folder);
    }
    return HELD;
  }

  private static Path folder(AbuseOptions options) throws IOException {
    if (options.folder() != null) {
      return Files.createDirectories(options.folder());
    }
    Files.createDirectories(Path.of("build"));
    return Files.createTempDirectory(Path.of("build"), "abuse-");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
