package bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import store.FreePort;

/** A Chromium without a window, driven through chromedriver by the W3C's WebDriver protocol. */
final class WebDriver implements AutoCloseable {
  private static final long START_SECONDS = 30;
  private static final List<String> FLAGS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String root;
  private String session = "";

  private WebDriver(Path chromium, Path chromedriver) throws IOException, InterruptedException {
    int port = FreePort.find();
    driver =
        new ProcessBuilder(chromedriver.toString(), "--port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    root = "http://127.0.0.1:" + port;
    try {
      awaitReady();
      session = "/session/" + open(chromium);
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts both; nothing if one of them is not on the PATH. */
  static Optional<WebDriver> start() throws IOException, InterruptedException {
    Optional<Path> chromium = program("chromium");
    Optional<Path> chromedriver = program("chromedriver");
    return chromium.isPresent() && chromedriver.isPresent()
        ? Optional.of(new WebDriver(chromium.get(), chromedriver.get()))
        : Optional.empty();
  }

  private static Optional<Path> program(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private void awaitReady() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try {
        send("GET", "/status", "");
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end || !driver.isAlive()) {
          throw new IllegalStateException("chromedriver does not answer", e);
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  private String open(Path chromium) throws IOException, InterruptedException {
    JsonArray flags = new JsonArray();
    FLAGS.forEach(flags::add);
    JsonObject options = object("binary", chromium.toString());
    options.add("args", flags);
    JsonObject browser = object("browserName", "chrome");
    browser.add("goog:chromeOptions", options);
    JsonObject capabilities = new JsonObject();
    capabilities.add("alwaysMatch", browser);
    JsonObject request = new JsonObject();
    request.add("capabilities", capabilities);
    return send("POST", "/session", request.toString())
        .getAsJsonObject()
        .get("sessionId")
        .getAsString();
  }

  private static JsonObject object(String name, String value) {
    JsonObject object = new JsonObject();
    object.addProperty(name, value);
    return object;
  }

  /** Goes to a page, and waits for its load event. */
  void go(String url) throws IOException, InterruptedException {
    send("POST", session + "/url", object("url", url).toString());
  }

  /** The value of a function body in the page. */
  JsonElement run(String script) throws IOException, InterruptedException {
    JsonObject request = object("script", script);
    request.add("args", new JsonArray());
    return send("POST", session + "/execute/sync", request.toString());
  }

  /** A command of Chromium's own protocol. */
  void command(String name, JsonObject parameters) throws IOException, InterruptedException {
    JsonObject request = object("cmd", name);
    request.add("params", parameters);
    send("POST", session + "/goog/cdp/execute", request.toString());
  }

  private JsonElement send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher content =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(root + path)).method(method, content).build();
    HttpResponse<String> reply = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (reply.statusCode() != 200) {
      throw new IllegalStateException(method + " " + path + ": " + reply.body());
    }
    return JsonParser.parseString(reply.body()).getAsJsonObject().get("value");
  }

  /** Ends both. */
  @Override
  public void close() {
    try {
      if (!session.isEmpty()) {
        send("DELETE", session, "");
      }
    } catch (IOException e) {
      // It has gone already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly();
    }
  }
}
