package store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The store as its users run it: three processes, {@code java -jar build/NAME.jar}, on free ports
 * of 127.0.0.1, with one data folder and one log file each. A service keeps its port over a
 * restart, so the others find it again.
 *
 * <p>One thread uses an object of this class, except that {@link #kill} and {@link #isAlive} may be
 * called from any. Closing it ends whatever still runs; so does the end of this JVM.
 */
public final class StoreProcesses implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(60);
  private static final int LOG_LINES_SHOWN = 30;

  private final Path build;
  private final Path data;
  private final Path logs;
  private final Map<Service, Integer> ports = new EnumMap<>(Service.class);
  private final Map<Service, List<String>> flags = new EnumMap<>(Service.class);
  private final Map<Service, Map<String, String>> environment = new EnumMap<>(Service.class);
  private final Map<Service, Process> processes = new EnumMap<>(Service.class);
  private final Thread atExit = new Thread(this::killAll, "store-processes-at-exit");

  /** The jars of {@code build/} in the working directory; data and logs below {@code folder}. */
  public StoreProcesses(Path folder) throws IOException {
    this(Path.of("build"), folder);
  }

  /**
   * Nothing is started yet.
   *
   * @param build where catalog.jar, order.jar and frontend.jar are
   * @param folder gets {@code data/} and {@code logs/}, which are used as they are when they exist
   */
  public StoreProcesses(Path build, Path folder) throws IOException {
    this.build = build.toAbsolutePath();
    this.data = Files.createDirectories(folder.toAbsolutePath().resolve("data"));
    this.logs = Files.createDirectories(folder.toAbsolutePath().resolve("logs"));
    for (Service service : Service.values()) {
      ports.put(service, FreePort.find());
      flags.put(service, service.defaultFlags());
      environment.put(service, new TreeMap<>());
    }
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Sets the JVM's flags of a service from its next start on, instead of the default ones. */
  public StoreProcesses flags(Service service, List<String> jvmFlags) {
    flags.put(service, List.copyOf(jvmFlags));
    return this;
  }

  /** Sets an environment variable of a service from its next start on. */
  public StoreProcesses environment(Service service, String name, String value) {
    environment.get(service).put(name, value);
    return this;
  }

  /** Starts catalog, order and frontend, each when the one before it is ready, and the store is. */
  public StoreProcesses startAll() throws IOException, InterruptedException {
    for (Service service : Service.values()) {
      start(service);
    }
    awaitServing();
    return this;
  }

  /**
   * Waits until the frontend's {@code GET /health} says that it reaches both other services.
   *
   * @throws IllegalStateException if that takes a minute
   */
  public void awaitServing() throws InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!Http.answers200(port(Service.FRONTEND), "/health")) {
      if (System.nanoTime() > deadline) {
        throw failure(Service.FRONTEND, "did not reach the others in time");
      }
      process(Service.FRONTEND).waitFor(5, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Starts a service and waits for its ready line.
   *
   * @throws IllegalStateException if it ends or takes a minute; the message has the end of its log
   */
  public void start(Service service) throws IOException, InterruptedException {
    long logStart = launch(service);
    awaitReady(service, logStart);
  }

  /** Starts a service without waiting; where its log begins is returned for {@link #awaitReady}. */
  public long launch(Service service) throws IOException {
    if (isAlive(service)) {
      throw new IllegalStateException("the " + service.title() + " runs already: stop it first");
    }
    long logStart = Files.exists(log(service)) ? Files.size(log(service)) : 0;
    ProcessBuilder builder = new ProcessBuilder(command(service));
    builder.environment().putAll(settings());
    // As make run and the images do: glibc gives back what the JIT compiler is done with.
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", "16384");
    builder.environment().putAll(environment.get(service));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log(service).toFile()));
    synchronized (processes) {
      processes.put(service, builder.start());
    }
    return logStart;
  }

  /** Waits for the ready line of a service that {@link #launch} started. */
  public void awaitReady(Service service, long logStart) throws IOException, InterruptedException {
    String readyLine = service.title() + " listening on 127.0.0.1:" + port(service);
    LogFile log = new LogFile(log(service), logStart);
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!log.hasLineWith(readyLine)) {
      if (!isAlive(service)) {
        throw failure(service, "ended before it was ready, with exit status " + exitCode(service));
      }
      if (System.nanoTime() > deadline) {
        kill(service);
        throw failure(service, "was not ready within " + READY_WITHIN.toSeconds() + " s");
      }
      process(service).waitFor(5, TimeUnit.MILLISECONDS);
    }
  }

  /** SIGKILL: the process gets no chance to write or say anything. It is gone on return. */
  public void kill(Service service) {
    process(service).destroyForcibly();
    awaitExit(service);
  }

  /**
   * SIGTERM, the ordinary way to stop; returns when the process has ended, with its exit status.
   */
  public int terminate(Service service) {
    process(service).destroy();
    return awaitExit(service);
  }

  /** Waits for a service that is ending by itself; returns its exit status. */
  public int awaitExit(Service service) {
    try {
      if (process(service).waitFor(GONE_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        return exitCode(service);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process(service).destroyForcibly();
    throw failure(service, "did not end within " + GONE_WITHIN.toSeconds() + " s");
  }

  /** SIGSTOP: the process keeps its sockets but does nothing, like a machine that hangs. */
  public void pause(Service service) throws IOException, InterruptedException {
    signal(service, "STOP");
  }

  /** SIGCONT: ends {@link #pause}. */
  public void resume(Service service) throws IOException, InterruptedException {
    signal(service, "CONT");
  }

  public boolean isAlive(Service service) {
    synchronized (processes) {
      Process process = processes.get(service);
      return process != null && process.isAlive();
    }
  }

  public long pid(Service service) {
    return process(service).pid();
  }

  /** The port on 127.0.0.1 that the service has, or will have once it is started. */
  public int port(Service service) {
    return ports.get(service);
  }

  /** Where clients find the store: {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + port(Service.FRONTEND);
  }

  public Path data() {
    return data;
  }

  /** Everything the service printed, over all its starts. */
  public Path log(Service service) {
    return logs.resolve(service.title() + ".log");
  }

  /** Stops what still runs, the frontend first, and kills what does not stop. */
  @Override
  public void close() {
    try {
      for (Service service : List.of(Service.FRONTEND, Service.ORDER, Service.CATALOG)) {
        if (isAlive(service)) {
          resume(service);
          terminate(service);
        }
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the store was killed, as stopping it failed", e);
    } finally {
      killAll();
      removeHook();
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ignored) {
      // This JVM is ending and runs the hook by itself: killing twice does no harm.
    }
  }

  private void killAll() {
    synchronized (processes) {
      processes.values().forEach(Process::destroyForcibly);
    }
  }

  private List<String> command(Service service) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags.get(service));
    command.add("-jar");
    command.add(build.resolve(service.title() + ".jar").toString());
    return command;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("BIND_HOST", "127.0.0.1");
    settings.put("CATALOG_HOST", "127.0.0.1");
    settings.put("ORDER_HOST", "127.0.0.1");
    settings.put("DATA_DIR", data.toString());
    ports.forEach((service, port) -> settings.put(service.portVariable(), port.toString()));
    return settings;
  }

  private Process process(Service service) {
    synchronized (processes) {
      Process process = processes.get(service);
      if (process == null) {
        throw new IllegalStateException("the " + service.title() + " was never started");
      }
      return process;
    }
  }

  private int exitCode(Service service) {
    return process(service).exitValue();
  }

  private void signal(Service service, String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid(service))).start();
    if (kill.waitFor() != 0) {
      throw failure(service, "could not be sent SIG" + name);
    }
  }

  private IllegalStateException failure(Service service, String what) {
    String tail = new LogFile(log(service), 0).lastLines(LOG_LINES_SHOWN);
    return new IllegalStateException(
        "the " + service.title() + " " + what + "; its log ends with:\n" + tail);
  }
}
