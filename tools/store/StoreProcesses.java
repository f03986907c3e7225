package store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The store as its users run it: its services as processes, one of each at first, on free ports of
 * 127.0.0.1, with one data folder and one log file each.
 *
 * <p>One thread uses an object of this class, except that {@link #kill} and {@link #isAlive} may be
 * called from any. Closing it ends whatever still runs; so does the end of this JVM.
 */
public final class StoreProcesses implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final Path build;
  private final Path data;
  private final Path logs;
  private final Map<Service, ServiceProcess> first = new EnumMap<>(Service.class);

  /** In the order in which they are started. */
  private final List<ServiceProcess> all = Collections.synchronizedList(new ArrayList<>());

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
      first.put(service, new ServiceProcess(service, service.title(), this.build, logs));
    }
    all.addAll(first.values());
    all.forEach(this::settings);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  private void settings(ServiceProcess process) {
    process.environment("BIND_HOST", "127.0.0.1");
    process.environment("CATALOG_HOST", "127.0.0.1");
    process.environment("ORDER_HOST", "127.0.0.1");
    process.environment("DATA_DIR", data.toString());
    first.forEach(
        (service, other) -> {
          if (service != process.service()) {
            process.environment(service.portVariable(), Integer.toString(other.port()));
          }
        });
  }

  /** One more process of a service, with a port and a log of its own; it is not started yet. */
  public ServiceProcess add(Service service, String title) throws IOException {
    ServiceProcess process = new ServiceProcess(service, title, build, logs);
    settings(process);
    all.add(process);
    return process;
  }

  /** All processes, in the order in which they are started. */
  public List<ServiceProcess> processes() {
    return List.copyOf(all);
  }

  /** The first process of a service. */
  public ServiceProcess process(Service service) {
    return first.get(service);
  }

  /** Sets the JVM's flags of a service from its next start on, instead of the default ones. */
  public StoreProcesses flags(Service service, List<String> jvmFlags) {
    process(service).flags(jvmFlags);
    return this;
  }

  /** Sets an environment variable of a service from its next start on. */
  public StoreProcesses environment(Service service, String name, String value) {
    process(service).environment(name, value);
    return this;
  }

  /** Starts all processes, each when the one before it is ready, and returns when the store is. */
  public StoreProcesses startAll() throws IOException, InterruptedException {
    for (ServiceProcess process : processes()) {
      process.start();
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
        throw process(Service.FRONTEND).failure("did not reach the others in time");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** See {@link ServiceProcess#start}. */
  public void start(Service service) throws IOException, InterruptedException {
    process(service).start();
  }

  /** See {@link ServiceProcess#kill}. */
  public void kill(Service service) {
    process(service).kill();
  }

  /** See {@link ServiceProcess#terminate}. */
  public int terminate(Service service) {
    return process(service).terminate();
  }

  /** See {@link ServiceProcess#awaitExit}. */
  public int awaitExit(Service service) {
    return process(service).awaitExit();
  }

  /** See {@link ServiceProcess#pause}. */
  public void pause(Service service) throws IOException, InterruptedException {
    process(service).pause();
  }

  /** See {@link ServiceProcess#resume}. */
  public void resume(Service service) throws IOException, InterruptedException {
    process(service).resume();
  }

  public boolean isAlive(Service service) {
    return process(service).isAlive();
  }

  public long pid(Service service) {
    return process(service).pid();
  }

  /** The port on 127.0.0.1 that the service has, or will have once it is started. */
  public int port(Service service) {
    return process(service).port();
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
    return process(service).log();
  }

  /** Stops what still runs, in the reverse order of the start, and kills what does not stop. */
  @Override
  public void close() {
    List<ServiceProcess> lastFirst = new ArrayList<>(processes());
    Collections.reverse(lastFirst);
    try {
      for (ServiceProcess process : lastFirst) {
        if (process.isAlive()) {
          process.resume();
          process.terminate();
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
    processes().forEach(ServiceProcess::destroy);
  }
}
