package system;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import common.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import store.ProgramRun;
import store.Service;
import store.StoreProcesses;

/**
 * The health checks of the images, taken from their Dockerfiles, on services without containers.
 */
final class HealthCheckTest {
  private static final Pattern CHECK =
      Pattern.compile("\nHEALTHCHECK .*\\\\\n  CMD (.*?)\nENTRYPOINT", Pattern.DOTALL);

  @TempDir Path folder;
  private StoreProcesses store;

  @BeforeAll
  static void needCurl() throws Exception {
    ProgramRun curl = ProgramRun.run(List.of("sh", "-c", "curl --version"), Map.of());
    assumeTrue(curl.output().contains("HTTP2"), "there is no curl with HTTP/2 here");
  }

  @BeforeEach
  void prepare() throws Exception {
    store = new StoreProcesses(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private int check(Service service) throws Exception {
    return check(service, store.port(service));
  }

  private static int check(Service service, int port) throws Exception {
    Matcher check = CHECK.matcher(Files.readString(Path.of("Dockerfile." + service.title())));
    assertTrue(check.find(), "a health check");
    List<String> command = List.of("sh", "-c", check.group(1).replace("\\\n", ""));
    return ProgramRun.run(command, Map.of(service.portVariable(), "" + port)).status();
  }

  /** As an engine does, which takes some failures before it believes them. */
  private void assertHealthy(Service service) {
    Await.until(service.title() + " is healthy", () -> check(service) == 0);
  }

  @Test
  void ofEachServiceOfAStore_isHealthy() throws Exception {
    store.startAll();
    for (Service service : Service.values()) {
      assertHealthy(service);
    }
  }

  /** Neither a restart nor leaving it out would bring the catalog back. */
  @Test
  void ofAFrontendAlone_isHealthy() throws Exception {
    store.start(Service.FRONTEND);
    assertHealthy(Service.FRONTEND);
  }

  @Test
  void ofAServiceThatIsNotThere_isUnhealthy() throws Exception {
    for (Service service : Service.values()) {
      assertNotEquals(0, check(service), service.title());
    }
  }

  @Test
  void ofAServiceThatHangs_isUnhealthyInTime() throws Exception {
    for (Service service : Service.values()) {
      store.start(service);
      store.pause(service);
    }
    Map<Service, Future<Double>> seconds = new EnumMap<>(Service.class);
    ExecutorService checks = Executors.newFixedThreadPool(Service.values().length);
    try {
      for (Service service : Service.values()) {
        seconds.put(service, checks.submit(() -> secondsUntilUnhealthy(service)));
      }
      for (Service service : Service.values()) {
        double took = seconds.get(service).get(60, TimeUnit.SECONDS);
        assertTrue(took < 4, service + ": longer than the timeout in the Dockerfile: " + took);
      }
    } finally {
      checks.shutdownNow();
    }
  }

  private double secondsUntilUnhealthy(Service service) throws Exception {
    long start = System.nanoTime();
    assertNotEquals(0, check(service), service.title());
    return (System.nanoTime() - start) / 1e9;
  }

  @Test
  void ofAnotherServer_isUnhealthy() throws Exception {
    store.start(Service.FRONTEND);
    assertNotEquals(0, check(Service.CATALOG, store.port(Service.FRONTEND)));
  }
}
