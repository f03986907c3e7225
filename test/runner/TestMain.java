package runner;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.discovery.PackageNameFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the tests. Shows a line for each class, each failure, and how many tests passed and failed;
 * a log file gets all of that, and what the tests print themselves.
 */
public final class TestMain {
  private static final String PARALLEL = "junit.jupiter.execution.parallel.";

  /**
   * Three classes at a time, as most tests wait most of their time; each with its methods one after
   * the other. A class that looks at what is of the whole process, such as its output, is
   * {@code @Isolated}.
   */
  private static final Map<String, String> CONFIGURATION =
      Map.of(
          "junit.jupiter.execution.timeout.default",
          "120s",
          PARALLEL + "enabled",
          "true",
          PARALLEL + "mode.classes.default",
          "concurrent",
          PARALLEL + "mode.default",
          "same_thread",
          PARALLEL + "config.strategy",
          "fixed",
          PARALLEL + "config.fixed.parallelism",
          "3",
          PARALLEL + "config.fixed.max-pool-size",
          "3",
          "junit.jupiter.testclass.order.default",
          ProcessesFirst.class.getName());

  private static final String BROWSER = "web";

  /** The tag of what takes minutes: some ten processes, over etcd. */
  private static final String CLUSTER = "cluster";

  private static final int FAILED = 1;
  private static final int NOTHING_TO_RUN = 2;

  private TestMain() {}

  /**
   * {@code TestMain CLASSES LOG [NAME...]}: the folder of the test classes, the log file, and the
   * packages, classes and methods to run; if none is named, all that need neither a browser nor a
   * cluster of processes. Exit status 0: all tests passed.
   */
  public static void main(String[] arguments) throws IOException {
    Path classes = Path.of(arguments[0]);
    Path log = Path.of(arguments[1]);
    List<String> names = List.of(arguments).subList(2, arguments.length);
    try {
      settleHttpServer();
      System.exit(run(request(classes, names), log));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(NOTHING_TO_RUN);
    }
  }

  /**
   * The JDK's HTTP server reads its settings once in a process. Those of the frontend are to count
   * in all tests, whichever of them makes the first server.
   */
  private static void settleHttpServer() throws IOException {
    try {
      Class.forName("frontend.FrontendService");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the class path lacks the services", e);
    }
    HttpServer.create().stop(0);
  }

  private static LauncherDiscoveryRequest request(Path classes, List<String> names)
      throws IOException {
    LauncherDiscoveryRequestBuilder request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(new Selection(classes).select(names))
            .configurationParameters(CONFIGURATION);
    if (names.isEmpty()) {
      request.filters(
          PackageNameFilter.excludePackageNames(BROWSER), TagFilter.excludeTags(CLUSTER));
    }
    return request.build();
  }

  private static int run(LauncherDiscoveryRequest request, Path log) throws IOException {
    PrintStream console = System.out;
    try (PrintStream file =
        new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8)) {
      System.setOut(file);
      System.setErr(file);
      TestFeed feed = new TestFeed(List.of(console, file));
      Thread breakOff = new Thread(() -> breakOff(console, log), "break-off");
      Runtime.getRuntime().addShutdownHook(breakOff);
      LauncherFactory.create().execute(request, feed);
      Runtime.getRuntime().removeShutdownHook(breakOff);
      return status(feed, console, log);
    }
  }

  private static int status(TestFeed feed, PrintStream console, Path log) {
    int status = feed.failed() > 0 ? FAILED : 0;
    if (feed.passed() + feed.failed() == 0) {
      console.println("no test ran; does TESTS name a package or class under test/?");
      status = NOTHING_TO_RUN;
    }
    if (status != 0) {
      console.println("the whole output is in " + log);
    }
    console.println(feed.passed() + " passed, " + feed.failed() + " failed");
    return status;
  }

  /** The JVM ends amid the tests: a signal, or a test that exits. No process outlives it. */
  private static void breakOff(PrintStream console, Path log) {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    console.println("the test run broke off before its end; all it said is in " + log);
    Runtime.getRuntime().halt(FAILED);
  }
}
