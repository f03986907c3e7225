package web;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium of its own without a window, with an empty profile. */
final class Browser implements AutoCloseable {
  /** Chromium logs each reply with such a status. For the page they are answers, not errors. */
  private static final Pattern ANSWER =
      Pattern.compile(
          "/(orders|products)\\S* .*the server responded with a status of [45]\\d\\d .*");

  private final ChromeDriver driver;

  Browser() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program("chromium").toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(program("chromedriver").toFile())
            .usingAnyFreePort()
            .build();
    driver = new ChromeDriver(service, options);
    show(1280, 900);
  }

  /** Of Debian's packages chromium and chromium-driver, or whatever else is on the PATH. */
  private static Path program(String name) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + " is not on the PATH"));
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Gives the page in hand a size in CSS pixels; below 500 it is a phone. */
  void show(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
  }

  /** Makes the page in hand think that its reader likes it dark, or light. */
  void dark(boolean dark) {
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
  }

  /** Leaves the page in hand, and drops what pages of an origin have stored. */
  void forget(String origin) {
    driver.get("about:blank");
    driver.executeCdpCommand(
        "Storage.clearDataForOrigin", Map.of("origin", origin, "storageTypes", "local_storage"));
  }

  Path screenshot(Path file) throws Exception {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  /** What went wrong in the pages since the last call: scripts, the security policy, loading. */
  List<String> troubles() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .filter(message -> !ANSWER.matcher(message).find())
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
