package system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import store.ProgramRun;
import store.Service;
import store.StoreProcesses;

/** A store of three processes for all tests of a class; its files are verified after each test. */
final class StoreExtension implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private final String[] toys;
  private final Map<String, String> settings = new HashMap<>();
  private Path folder;
  private StoreProcesses processes;

  /** Lines of catalog.csv; with none it begins with the toys that come with the store. */
  StoreExtension(String... toys) {
    this.toys = toys;
  }

  /** Sets an environment variable of all services. */
  StoreExtension with(String name, String value) {
    settings.put(name, value);
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext test) throws Exception {
    folder = Files.createTempDirectory("toystore-test");
    processes = new StoreProcesses(ProgramRun.home().resolve("build"), folder);
    if (toys.length > 0) {
      Files.writeString(
          processes.data().resolve("catalog.csv"),
          "name,price,quantity\n" + String.join("\n", toys) + "\n");
    }
    for (Service service : Service.values()) {
      settings.forEach((name, value) -> processes.environment(service, name, value));
    }
    processes.startAll();
  }

  @Override
  public void afterEach(ExtensionContext test) throws Exception {
    ProgramRun run = ProgramRun.jar("verify", Map.of(), processes.data().toString());
    assertEquals(0, run.status(), run.output());
  }

  @Override
  public void afterAll(ExtensionContext test) throws Exception {
    processes.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  StoreProcesses processes() {
    return processes;
  }

  int port() {
    return processes.port(Service.FRONTEND);
  }

  HttpReply get(String path) {
    return HttpConnection.getOnce(port(), path);
  }

  /** Buys one Tux. */
  HttpReply buy(String key) {
    return HttpConnection.postOnce(port(), Buyers.PURCHASE, Buyers.key(key.replace(' ', '-')));
  }

  /** Pieces of Tux. */
  int stock() {
    HttpReply reply = get("/products/Tux");
    assertEquals(200, reply.status(), reply.body());
    return reply.integer("quantity");
  }

  /** The order number in the reply to a purchase that went well. */
  static int numberOf(HttpReply reply) {
    assertEquals(200, reply.status(), reply.body());
    return reply.integer("order_number");
  }

  /** That there is no order after this one, which was of one Tux. */
  void assertLastOrder(int number) {
    get("/orders/" + number)
        .assertIs(200, "{\"data\":{\"number\":" + number + ",\"name\":\"Tux\",\"quantity\":1}}");
    assertEquals(404, get("/orders/" + (number + 1)).status());
  }

  /** Kills all processes at once. */
  void killAll() {
    List.of(Service.values()).forEach(processes::kill);
  }
}
