package bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A small program to compare with, in a JVM of its own with the flags of the store's services. */
final class BareProcess implements AutoCloseable {
  /** The store's reply to a query of one of the ten toys. */
  private static final String REPLY =
      "{\"data\":{\"name\":\"Toy 7\",\"price\":9.99,\"quantity\":2000000000}}";

  private final Process process;
  private final String line;
  private final Thread atExit;

  /** Starts it, and waits until it has printed a line. */
  private BareProcess(Class<?> main, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
    line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (line == null) {
      close();
      throw new IOException(main.getName() + " ended before it printed what was expected");
    }
  }

  /** The bare HttpServer, whose reply is as long as the store's to a query; it listens. */
  static BareProcess server(int workers) throws IOException {
    return new BareProcess(BareServer.class, 0, workers, REPLY.length());
  }

  /** The forces a second that one thread gets out of the disk under this file. */
  static double forcesPerSecond(Path file, double seconds) throws IOException {
    String time = String.format(Locale.ROOT, "%.3f", seconds);
    try (BareProcess process = new BareProcess(BareForce.class, file, time)) {
      return Double.parseDouble(process.line);
    }
  }

  /** Where the server listens. */
  String host() {
    return line.replaceFirst("^.* ", "");
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
