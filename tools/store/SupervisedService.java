package store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A service under {@code make run}: each line that it prints is shown with its name before it. */
final class SupervisedService {
  private static final int LAST_LINES = 15;
  private static final long STOP_SECONDS = 15;

  /**
   * Ctrl-C, and the end of the terminal, reach every process of the terminal, but only the
   * supervisor is to heed them. What a shell ignores, stays ignored in what it becomes.
   */
  private static final List<String> DEAF_TO_THE_TERMINAL =
      List.of("/bin/sh", "-c", "trap '' HUP INT; exec \"$@\"", "sh");

  private final Service service;
  private final Process process;
  private final Thread reader;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private volatile String address;

  /** Starts it; {@code whenEnded} is called when it has ended and all that it said is shown. */
  SupervisedService(
      Service service,
      List<String> command,
      Map<String, String> environment,
      PrintStream out,
      Consumer<SupervisedService> whenEnded)
      throws IOException {
    this.service = service;
    List<String> words = new ArrayList<>(DEAF_TO_THE_TERMINAL);
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    process = builder.start();
    Watchdog.guard(process);
    process.getOutputStream().close();
    reader = new Thread(() -> show(out, whenEnded), service.title() + "-output");
    reader.setDaemon(true);
    reader.start();
  }

  private void show(PrintStream out, Consumer<SupervisedService> whenEnded) {
    String prefix = String.format("%-8s | ", service.title());
    String ready = service.title() + " listening on ";
    // Latin-1 here and in the output: the bytes go through as they are.
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.println(prefix + line);
        remember(line);
        int at = line.indexOf(ready);
        if (at >= 0) {
          address = line.substring(at + ready.length());
        }
      }
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    whenEnded.accept(this);
  }

  private void remember(String line) {
    synchronized (lastLines) {
      if (lastLines.size() == LAST_LINES) {
        lastLines.removeFirst();
      }
      lastLines.addLast(line);
    }
  }

  Service service() {
    return service;
  }

  /** Where it listens, {@code host:port}, once it has said so; until then null. */
  String address() {
    return address;
  }

  /** Of a service that has ended. */
  int exitStatus() {
    return process.exitValue();
  }

  List<String> lastLines() {
    synchronized (lastLines) {
      return List.copyOf(lastLines);
    }
  }

  /**
   * SIGTERM; SIGKILL if it runs 15 s later. Returns when it has ended.
   *
   * @return whether SIGTERM was enough
   */
  boolean stop() throws InterruptedException {
    // Not Process.destroy: that closes the pipe, and what the service says at its end would be
    // lost.
    process.toHandle().destroy();
    boolean stopped = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    if (!stopped) {
      process.destroyForcibly().waitFor();
    }
    reader.join(TimeUnit.SECONDS.toMillis(1));
    return stopped;
  }
}
