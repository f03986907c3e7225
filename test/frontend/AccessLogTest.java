package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import common.process.Log;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class AccessLogTest {
  private static String line(String method, String path, int status) {
    PrintStream console = System.out;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    Log.flush();
    System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      Request request = new Request(method, path, new Headers(), new byte[0]);
      AccessLog.lines().log("abc", request, new Reply(status, new byte[0], Map.of()), 1_234_567);
      Log.flush();
    } finally {
      System.setOut(console);
    }
    return log.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLine_namesClientThreadRequestStatusAndTime() {
    String line = line("GET", "/products/Rubik%27s%20Cube", 200);
    String thread = Thread.currentThread().getName();
    assertTrue(
        line.endsWith(
            " INFO  client=abc thread=" + thread + " GET /products/Rubik%27s%20Cube 200 1.23 ms\n"),
        line);
  }

  @Test
  void aMethodThatWouldSteerATerminal_isNotWrittenOut() {
    assertTrue(line("G\u001b[2JET", "/", 405).contains(" ? / 405 "));
  }

  @Test
  void healthChecks_areWrittenOnlyWhenSomethingIsWrong() {
    assertEquals("", line("GET", "/health", 200));
    assertTrue(line("GET", "/health", 503).contains(" GET /health 503 "));
  }

  @Test
  void aLongPath_isShortened() {
    String line = line("GET", "/" + "x".repeat(15_000), 404);
    assertTrue(line.contains("xxx... (15001 characters) 404 "), line);
    assertTrue(line.length() < 2 * AccessLog.MAX_PATH + 100, line);
  }
}
