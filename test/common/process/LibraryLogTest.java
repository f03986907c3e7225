package common.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class LibraryLogTest {
  private final Logger root = Logger.getLogger("");
  private final Handler[] before = root.getHandlers();
  private final Logger library = Logger.getLogger("io.grpc.example");
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream console = System.out;

  @BeforeEach
  void install() {
    Log.flush();
    System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
    LibraryLog.install();
  }

  @AfterEach
  void restore() {
    System.setOut(console);
    root.removeHandler(root.getHandlers()[0]);
    for (Handler handler : before) {
      root.addHandler(handler);
    }
  }

  private String written() {
    Log.flush();
    return log.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aWarning_isOneLineWithoutItsStackTrace() {
    library.log(Level.SEVERE, "a call\nfailed", new IllegalStateException("on purpose"));
    String line = written();
    assertEquals(1, line.lines().count(), line);
    assertTrue(
        line.endsWith(
            " WARN  io.grpc.example: a call (java.lang.IllegalStateException: on purpose)\n"),
        line);
  }

  @Test
  void whatIsNoWarning_isLeftOut() {
    library.info("all is well");
    assertEquals("", written());
  }

  @Test
  void manyWarningsAtOnce_areAFewLines() {
    for (int i = 0; i < 1000; i++) {
      library.warning("nonsense again");
    }
    String lines = written();
    assertTrue(lines.lines().count() < 50, lines.lines().count() + " lines");
    assertFalse(lines.isEmpty());
  }
}
