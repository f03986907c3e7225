package store;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The store of {@code make run}, and what the person at the terminal is told about it. */
final class StoreRun {
  private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long WATCH_MILLIS = 500;
  private static final long READY_POLL_MILLIS = 20;
  private static final String METRICS_PORT = "METRICS_PORT";
  private static final Map<Integer, String> SIGNALS =
      Map.of(1, "HUP", 2, "INT", 3, "QUIT", 4, "ILL", 6, "ABRT", 9, "KILL", 11, "SEGV", 15, "TERM");

  private final Path build;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final Supervisor supervisor;
  private final Starter starter;
  private volatile int status;

  /**
   * Nothing is started yet.
   *
   * @param build where catalog.jar, order.jar and frontend.jar are
   * @param environment has the settings of the services
   */
  StoreRun(Path build, Map<String, String> environment, PrintStream out) {
    this.build = build;
    this.environment = new TreeMap<>(environment);
    // As in the images: glibc gives back what the JIT compiler is done with, 20 MB a service.
    this.environment.putIfAbsent("MALLOC_MMAP_THRESHOLD_", "16384");
    this.out = out;
    this.supervisor = new Supervisor(out);
    this.starter = new Starter(environment);
  }

  /** Opens the store; returns when no service is left, or nobody who could stop it. */
  void run() throws IOException, InterruptedException {
    try {
      if (open()) {
        watch();
      } else {
        status = 1;
        out.println();
        out.println("The store did not start; what the services say above tells why.");
      }
    } catch (IOException e) {
      status = 1;
      throw e;
    }
  }

  /**
   * Closes the store.
   *
   * @return the exit status: 0 if no service has ended by itself, or had to be killed
   */
  int close() throws InterruptedException {
    out.println();
    out.println("Closing the store.");
    if (!supervisor.stop()) {
      status = 1;
    }
    out.println("The store is closed.");
    return status;
  }

  private boolean open() throws IOException, InterruptedException {
    SupervisedService frontend = null;
    for (Service service : Service.values()) {
      SupervisedService started = supervisor.start(service, command(service), settings(service));
      // A port of 0 is any free one: those that are started next have to be told which.
      if ("0".equals(environment.get(service.portVariable()))) {
        if (!await(service.title(), () -> started.address() != null)) {
          return false;
        }
        environment.put(service.portVariable(), portOf(started.address()));
      }
      frontend = started;
    }
    SupervisedService door = frontend;
    if (!await("the store", () -> answers(door.address()))) {
      return false;
    }
    welcome("http://" + reachable(door.address()));
    return true;
  }

  /**
   * The environment of a service. Each has a port of its own for its metrics: the catalog that of
   * {@code METRICS_PORT}, the order service the next one.
   */
  private Map<String, String> settings(Service service) {
    Map<String, String> settings = new TreeMap<>(environment);
    settings.computeIfPresent(
        METRICS_PORT,
        (name, port) ->
            service == Service.ORDER && port.matches("[1-9][0-9]{0,4}")
                ? Integer.toString(Integer.parseInt(port) + 1)
                : port);
    return settings;
  }

  private List<String> command(Service service) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(service.defaultFlags());
    command.add("-jar");
    command.add(build.resolve(service.title() + ".jar").toString());
    return command;
  }

  /** False if a service ends, it takes a minute, or there is nobody any more to wait for it. */
  private boolean await(String what, BooleanSupplier ready) throws InterruptedException {
    long deadline = System.nanoTime() + READY_NANOS;
    while (!ready.getAsBoolean()) {
      SupervisedService gone = supervisor.pollEnded(READY_POLL_MILLIS);
      if (gone != null) {
        sayEnded(gone);
        return false;
      }
      if (System.nanoTime() > deadline) {
        out.println(what + " is not ready after 60 s");
        return false;
      }
      if (starter.isGone()) {
        return false;
      }
    }
    return true;
  }

  private void watch() throws InterruptedException {
    while (!starter.isGone()) {
      SupervisedService gone = supervisor.pollEnded(WATCH_MILLIS);
      if (gone != null) {
        status = 1;
        sayEnded(gone);
        out.println("Start it again, in another terminal, with:");
        out.println("  " + startAgain(gone.service()));
        if (supervisor.running().isEmpty()) {
          out.println("No service is left.");
          return;
        }
        out.println("The others go on.");
        out.println();
      }
    }
  }

  private boolean answers(String address) {
    if (address == null) {
      return false;
    }
    String reachable = reachable(address);
    int colon = reachable.lastIndexOf(':');
    int port = Integer.parseInt(reachable.substring(colon + 1));
    return Http.answers200(reachable.substring(0, colon), port, "/health");
  }

  /** The address as this machine reaches it, also when the service listens on all of them. */
  private static String reachable(String address) {
    return address.replaceFirst("^(0\\.0\\.0\\.0|\\[::]|\\[0:0:0:0:0:0:0:0]):", "127.0.0.1:");
  }

  private static String portOf(String address) {
    return address.substring(address.lastIndexOf(':') + 1);
  }

  /** In one piece: who reads it has all of it, or nothing. */
  private void welcome(String url) {
    out.println(
        String.join(
            "\n",
            "",
            "The store is open at " + url + " (Ctrl-C closes it). Try, in another terminal:",
            "",
            "  curl " + url + "/products/Tux",
            "  curl -d '{\"name\":\"Tux\",\"quantity\":1}' " + url + "/orders",
            ""));
  }

  private void sayEnded(SupervisedService gone) {
    int exit = gone.exitStatus();
    // A shell's habit, and the JDK's: 128 and the number of the signal.
    String signal = SIGNALS.containsKey(exit - 128) ? " (SIG" + SIGNALS.get(exit - 128) + ")" : "";
    String title = gone.service().title();
    out.println();
    String last = gone.lastLines().isEmpty() ? " It said nothing." : " Its last lines:";
    out.println(
        "The " + title + " service has ended with exit status " + exit + signal + "." + last);
    gone.lastLines().forEach(line -> out.println("    " + line));
  }

  /** For a shell. */
  private String startAgain(Service service) {
    StringBuilder command = new StringBuilder("(cd " + quoted(Path.of("").toAbsolutePath()));
    command.append(" && ");
    Map<String, String> settings = settings(service);
    for (String setting : Service.SETTINGS) {
      if (settings.containsKey(setting)) {
        command.append(setting).append('=').append(quoted(settings.get(setting))).append(' ');
      }
    }
    return command.append(String.join(" ", command(service))).append(')').toString();
  }

  private static String quoted(Object word) {
    return "'" + word.toString().replace("'", "'\\''") + "'";
  }
}
