package frontend;

import frontend.json.Json;
import frontend.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/**
 * Asks a frontend once for its health: a container's health check. It is about the frontend alone:
 * one that answers 503 because the catalog is away does its work, and neither a restart nor leaving
 * it out would bring the catalog back.
 */
public final class HealthProbe {
  private static final int TIMEOUT_MILLIS = 2500;

  private HealthProbe() {}

  /** Says what it found; exit status 0 if the frontend at {@code HOST:PORT} serves, 1 if not. */
  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      System.err.println("usage: java -cp frontend.jar frontend.HealthProbe HOST:PORT");
      System.exit(1);
    }
    try {
      String health = health(arguments[0]);
      System.out.println(health);
      System.exit(isServing(health) ? 0 : 1);
    } catch (IOException e) {
      System.out.println("no answer: " + e.getMessage());
      System.exit(1);
    }
  }

  /**
   * The body of {@code GET /health}, whatever its status.
   *
   * @throws IOException if the frontend cannot be reached or takes longer than 2.5 s
   */
  static String health(String address) throws IOException {
    URL url = new URL("http://" + address + "/health");
    HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    boolean ok = connection.getResponseCode() < 400;
    try (InputStream body = ok ? connection.getInputStream() : connection.getErrorStream()) {
      return body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Whether a body of {@code GET /health} says that the frontend itself serves. */
  static boolean isServing(String health) {
    try {
      return Json.parseObject(health).object("data").string("frontend").equals("serving");
    } catch (JsonException e) {
      return false;
    }
  }
}
