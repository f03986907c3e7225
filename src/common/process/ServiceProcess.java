package common.process;

import java.security.Security;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the three {@code main} methods share: {@code --help}, the start, the ready line, the end.
 */
public final class ServiceProcess {
  /** A running service. */
  public interface Service extends AutoCloseable {
    /** Where it listens, as {@code host:port}. */
    String address();

    /** Drains: no new work, the work in hand is answered within a bound, files are in order. */
    @Override
    void close();
  }

  /** Makes a service and starts it. */
  public interface Starter {
    /** Starts from the environment's settings. */
    Service start(Settings settings) throws Exception;
  }

  private static final int BAD_START = 2;
  private static final int FATAL = 3;

  private ServiceProcess() {}

  /**
   * Runs a service until SIGTERM or SIGINT, and then ends with status 0; with status 2, and one
   * line on standard error, if it cannot start.
   */
  public static void run(String name, String help, String[] arguments, Starter starter) {
    if (arguments.length > 0) {
      boolean asked = List.of("--help", "-h", "help").contains(arguments[0]);
      (asked ? System.out : System.err).print(help);
      System.exit(asked ? 0 : BAD_START);
    }
    forgetAddressesSoon();
    LibraryLog.install();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          haltIfOutOfMemory(failure);
          Log.error("thread " + thread.getName() + " failed", failure);
        });
    try {
      Service service = starter.start(new Settings(System.getenv()));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(name, service), "shutdown"));
      Log.plain(name + " listening on " + service.address());
    } catch (StartException e) {
      cannotStart(name, e.getMessage());
    } catch (Exception | Error e) {
      haltIfOutOfMemory(e);
      Log.error(name + " cannot start", e);
      cannotStart(name, Failures.reason(e));
    }
  }

  /**
   * A service that is started anew may come back under another address, and while it is away its
   * name may have none. By default the JDK trusts an address for 30 s and "no address" for 10 s,
   * and gRPC trusts for 30 s what the JDK told it.
   */
  private static void forgetAddressesSoon() {
    Security.setProperty("networkaddress.cache.ttl", "1");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    System.setProperty("networkaddress.cache.ttl", "0");
  }

  /**
   * Ends the process at once, with status 3: what is on disk is the truth, and the next start finds
   * it. Waits a moment first, so that replies already handed over leave.
   */
  public static void die(String name, Throwable failure) {
    Log.error(
        name
            + " ends: it can no longer write, and nothing more can be promised"
            + " ("
            + Failures.reason(failure)
            + ")",
        failure);
    flushLog();
    try {
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(FATAL);
  }

  /** Without memory nothing can be promised: what is on disk is the truth, as after a crash. */
  public static void haltIfOutOfMemory(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      System.err.println("out of memory: the process ends");
      Runtime.getRuntime().halt(FATAL);
    }
  }

  private static void cannotStart(String name, String sentence) {
    flushLog();
    System.err.println(name + ": " + sentence);
    System.exit(BAD_START);
  }

  private static void stop(String name, Service service) {
    Log.info(name + " stops: work in hand is finished, then it ends");
    int status = 0;
    try {
      service.close();
      Log.info(name + " has stopped");
    } catch (RuntimeException e) {
      Log.error(name + " did not stop in order", e);
      status = 1;
    }
    flushLog();
    // The JVM's own status after a signal would be 143.
    Runtime.getRuntime().halt(status);
  }

  /** Bounded: an output that stands still must not keep the process alive. */
  private static void flushLog() {
    Thread flush = new Thread(Log::flush, "last-log-lines");
    flush.setDaemon(true);
    flush.start();
    try {
      flush.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
