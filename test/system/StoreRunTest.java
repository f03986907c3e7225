package system;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.Await;
import common.testing.HttpConnection;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import store.Service;

/** The store as make run starts it. */
final class StoreRunTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final Duration AT_MOST = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Process started;

  /** Of the process that was started, or of its child where that is the supervisor. */
  private ProcessHandle supervisor;

  private List<ProcessHandle> services = List.of();

  private void start(String... settings) throws IOException {
    start(List.of(JAVA, "-cp", "build/tools", "store.StoreMain"), settings);
  }

  private void start(List<String> command, String... settings) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("MAKELEVEL");
    for (Service service : Service.values()) {
      builder.environment().put(service.portVariable(), "0");
    }
    builder.environment().put("DATA_DIR", folder.resolve("data").toString());
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      builder.environment().put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile());
    started = builder.start();
    supervisor = started.toHandle();
  }

  private void startAndAwaitOpen() throws Exception {
    start();
    awaitOpen();
  }

  /** The welcome ends with how to buy. */
  private void awaitOpen() throws Exception {
    awaitOutput("/orders\n\n");
    services = children(supervisor);
    assertEquals(Service.values().length, services.size());
  }

  private static List<ProcessHandle> children(ProcessHandle parent) {
    return parent.children().filter(child -> commandLine(child).contains(".jar")).toList();
  }

  private static String commandLine(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }

  private ProcessHandle process(Service service) {
    String jar = service.title() + ".jar";
    return services.stream().filter(p -> commandLine(p).contains(jar)).findFirst().orElseThrow();
  }

  private String url() throws IOException {
    return output().replaceFirst("(?s).*The store is open at (\\S+) .*", "$1");
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }

  private void awaitOutput(String text) throws Exception {
    Await.until(text, AT_MOST, () -> output().contains(text) || !supervisor.isAlive());
    assertTrue(output().contains(text), output());
  }

  private int awaitEnd() throws Exception {
    assertTrue(started.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS), output());
    return started.exitValue();
  }

  private void awaitNoService() {
    Await.until("no service", AT_MOST, () -> services.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static void send(String signal, long pid) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-" + signal, "" + pid).start().waitFor());
  }

  @AfterEach
  void leaveNothing() {
    started.descendants().forEach(ProcessHandle::destroyForcibly);
    started.destroyForcibly();
    services.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void open_thenSigterm_stopsFromTheFrontToTheBackWithStatus0() throws Exception {
    startAndAwaitOpen();
    String url = url();
    assertTrue(output().contains("  curl " + url + "/products/Tux\n"), output());
    assertTrue(
        output().contains("  curl -d '{\"name\":\"Tux\",\"quantity\":1}' " + url + "/orders\n"),
        output());
    supervisor.destroy();
    assertEquals(0, awaitEnd(), output());
    awaitNoService();
    assertEquals(
        List.of("frontend", "order", "catalog"),
        output()
            .lines()
            .filter(line -> line.endsWith(" has stopped"))
            .map(line -> line.substring(0, line.indexOf(' ')))
            .toList());
    assertTrue(output().endsWith("The store is closed.\n"), output());
  }

  @Test
  void metricsPort_isThatOfTheCatalog_andTheNextOneThatOfTheOrderService() throws Exception {
    int port = freePair();
    start("METRICS_PORT=" + port);
    awaitOpen();
    assertTrue(output().contains("catalog  | "), output());
    assertTrue(metrics(port).contains("toystore_unrecorded_sales"), output());
    assertTrue(metrics(port + 1).contains("toystore_orders_total"), output());
    process(Service.ORDER).destroyForcibly();
    awaitOutput("The others go on.");
    assertTrue(output().contains("METRICS_PORT='" + (port + 1) + "'"), output());
  }

  /** A port that is free, as the one above it. */
  private static int freePair() throws IOException {
    while (true) {
      try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          ServerSocket other =
              new ServerSocket(one.getLocalPort() + 1, 1, InetAddress.getLoopbackAddress())) {
        return other.getLocalPort() - 1;
      } catch (BindException | IllegalArgumentException e) {
        // The one above is taken, or there is none.
      }
    }
  }

  private static String metrics(int port) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    try (InputStream page = uri.toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void services_areDeafToTheTerminal() throws Exception {
    startAndAwaitOpen();
    for (ProcessHandle service : services) {
      send("INT", service.pid());
      send("HUP", service.pid());
    }
    supervisor.destroy();
    assertEquals(0, awaitEnd(), output());
  }

  @Test
  void killedService_isNamed_andTheOthersGoOnUntilItIsStartedAgainAsTold() throws Exception {
    startAndAwaitOpen();
    process(Service.ORDER).destroyForcibly();
    awaitOutput("The others go on.");
    String what =
        "The order service has ended with exit status 137 (SIGKILL). Its last lines:\n    ";
    assertTrue(output().contains(what), output());
    assertTrue(output().contains("\n    order listening on 127.0.0.1:"), output());

    String again = output().lines().filter(line -> line.startsWith("  (cd '")).findFirst().get();
    Process order = new ProcessBuilder("sh", "-c", again).redirectOutput(DISCARD).start();
    try {
      int port = Integer.parseInt(url().substring(url().lastIndexOf(':') + 1));
      Await.until("health", AT_MOST, () -> HttpConnection.getOnce(port, "/health").status() == 200);
    } finally {
      order.descendants().forEach(ProcessHandle::destroyForcibly);
      order.destroyForcibly();
    }
    supervisor.destroy();
    assertEquals(1, awaitEnd(), output());
  }

  @Test
  void killedSupervisor_leavesNoServiceBehind() throws Exception {
    startAndAwaitOpen();
    supervisor.destroyForcibly();
    awaitNoService();
  }

  @Test
  void killedMake_closesTheStore() throws Exception {
    String program = "'" + JAVA + "' -cp build/tools store.StoreMain";
    start(List.of("sh", "-c", "MAKELEVEL=1 " + program + "; echo make goes on"));
    Await.until("a child", AT_MOST, () -> started.children().findFirst().isPresent());
    supervisor = started.children().findFirst().get();
    awaitOpen();
    started.destroyForcibly();
    awaitNoService();
    awaitOutput("The store is closed.");
  }

  @Test
  void serviceThatCannotStart_saysWhy_andNothingIsLeft() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      start("ORDER_PORT=" + other.getLocalPort());
      assertEquals(1, awaitEnd(), output());
    }
    String port = "order    | order: cannot listen on 127.0.0.1:";
    assertTrue(output().contains(port), output());
    assertTrue(output().contains("The order service has ended with exit status 2."), output());
    assertTrue(output().contains("The store did not start;"), output());
    assertTrue(output().endsWith("The store is closed.\n"), output());
  }
}
