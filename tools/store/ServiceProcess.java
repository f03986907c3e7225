package store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One service of the store as a process, {@code java -jar build/NAME.jar}, on a free port of
 * 127.0.0.1, with a log file of its own. Port and log stay the same over a restart, so the other
 * services find it again.
 *
 * <p>One thread uses an object of this class, except that {@link #kill} and {@link #isAlive} may be
 * called from any.
 */
public final class ServiceProcess implements Target {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(60);
  private static final int LOG_LINES_SHOWN = 30;

  private final Service service;
  private final String title;
  private final Path jar;
  private final Path log;
  private final int port;
  private final Map<String, String> environment = new TreeMap<>();
  private List<String> flags;
  private long logStart;
  private volatile Process process;

  /**
   * On a free port. Nothing is started yet.
   *
   * @param title tells it from others of the same service: in its log's name, and to people
   * @param build where the service's jar is
   * @param logs the folder for its log
   */
  ServiceProcess(Service service, String title, Path build, Path logs) throws IOException {
    this(service, title, build, logs, FreePort.find());
  }

  /** The same, on a port of choice. */
  public ServiceProcess(Service service, String title, Path build, Path logs, int port) {
    this.service = service;
    this.port = port;
    this.title = title;
    this.jar = build.resolve(service.title() + ".jar");
    this.log = logs.resolve(title + ".log");
    this.flags = service.defaultFlags();
    environment(service.portVariable(), Integer.toString(port));
    // As make run and the images do: glibc gives back what the JIT compiler is done with.
    environment("MALLOC_MMAP_THRESHOLD_", "16384");
  }

  /** Sets the JVM's flags from the next start on, instead of the default ones. */
  public void flags(List<String> jvmFlags) {
    flags = List.copyOf(jvmFlags);
  }

  /** Sets an environment variable from the next start on. */
  public void environment(String name, String value) {
    environment.put(name, value);
  }

  /** What an environment variable was set to here, or null. */
  public String environment(String name) {
    return environment.get(name);
  }

  /**
   * Starts the service and waits for its ready line.
   *
   * @throws IllegalStateException if it ends or takes a minute; the message has the end of its log
   */
  public void start() throws IOException, InterruptedException {
    launch();
    awaitReady();
  }

  /** Starts the service without waiting. */
  @Override
  public void launch() throws IOException {
    if (isAlive()) {
      throw new IllegalStateException("the " + title + " runs already: stop it first");
    }
    logStart = Files.exists(log) ? Files.size(log) : 0;
    ProcessBuilder builder = new ProcessBuilder(command());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    process = builder.start();
    Watchdog.guard(process);
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-jar");
    command.add(jar.toString());
    return command;
  }

  /** Waits for the ready line after {@link #launch}. */
  @Override
  public void awaitReady() throws IOException, InterruptedException {
    String readyLine = service.title() + " listening on 127.0.0.1:" + port;
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!logSinceStart().hasLineWith(readyLine)) {
      if (!isAlive()) {
        throw failure("ended before it was ready, with exit status " + process().exitValue());
      }
      if (System.nanoTime() > deadline) {
        kill();
        throw failure("was not ready within " + READY_WITHIN.toSeconds() + " s");
      }
      process().waitFor(5, TimeUnit.MILLISECONDS);
    }
  }

  /** SIGKILL: the process gets no chance to write or say anything. It is gone on return. */
  @Override
  public void kill() {
    process().destroyForcibly();
    awaitExit();
  }

  /** SIGKILL, if it was ever started; does not wait. */
  public void destroy() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /**
   * SIGTERM, the ordinary way to stop; returns when the process has ended, with its exit status.
   */
  @Override
  public int terminate() {
    process().destroy();
    return awaitExit();
  }

  /** Waits for a service that is ending by itself; returns its exit status. */
  public int awaitExit() {
    try {
      if (process().waitFor(GONE_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        return process().exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process().destroyForcibly();
    throw failure("did not end within " + GONE_WITHIN.toSeconds() + " s");
  }

  /** SIGSTOP: the process keeps its sockets but does nothing, like a machine that hangs. */
  @Override
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT: ends {@link #pause}. */
  @Override
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** Sends a signal by its name, without SIG. */
  public void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
    if (kill.waitFor() != 0) {
      throw failure("could not be sent SIG" + name);
    }
  }

  @Override
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  public Service service() {
    return service;
  }

  @Override
  public String kind() {
    return service.title();
  }

  @Override
  public String ending() {
    return "exit status " + awaitExit() + ", see " + log;
  }

  public long pid() {
    return process().pid();
  }

  /** The port on 127.0.0.1 that it has, or will have once it is started. */
  public int port() {
    return port;
  }

  /** Everything it printed, over all its starts. */
  public Path log() {
    return log;
  }

  /** What it printed since it was last started. */
  public LogFile logSinceStart() {
    return new LogFile(log, logStart);
  }

  private Process process() {
    if (process == null) {
      throw new IllegalStateException("the " + title + " was never started");
    }
    return process;
  }

  /** With the last lines of its log. */
  IllegalStateException failure(String what) {
    String tail = new LogFile(log, 0).lastLines(LOG_LINES_SHOWN);
    return new IllegalStateException("the " + title + " " + what + "; its log ends with:\n" + tail);
  }

  @Override
  public String toString() {
    return title;
  }
}
