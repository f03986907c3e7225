package store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of the project, run to its end.
 *
 * @param status with which it ended
 */
public record ProgramRun(int status, String output, String errors) {
  private static final int LONGEST_SECONDS = 60;

  /** The project's folder, with build/ and test/: make runs everything there. */
  public static Path home() {
    return Path.of("").toAbsolutePath();
  }

  /** {@code java -jar build/NAME.jar ARGUMENT...} with these settings and no others. */
  public static ProgramRun jar(String name, Map<String, String> settings, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-jar");
    command.add(home().resolve("build").resolve(name + ".jar").toString());
    command.addAll(List.of(arguments));
    return run(command, settings);
  }

  public static ProgramRun run(List<String> command, Map<String, String> settings)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("toystore-test", ".out");
    Path errors = Files.createTempFile("toystore-test", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeAll(Service.SETTINGS);
      builder.environment().putAll(settings);
      builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(command + " did not end; it said:\n" + text(output));
      }
      return new ProgramRun(process.exitValue(), text(output), text(errors));
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
