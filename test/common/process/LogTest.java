package common.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
final class LogTest {
  private final PrintStream before = System.out;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    Log.flush();
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void giveBack() {
    Log.flush();
    System.setOut(before);
  }

  private List<String> lines() {
    Log.flush();
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void line_hasTimeInUtcAndLevel() {
    Log.info("a toy was sold");
    Log.warn("Käthe: 積み木");
    List<String> lines = lines();
    String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z ";
    assertTrue(lines.get(0).matches(time + "INFO  a toy was sold"), lines.get(0));
    assertTrue(lines.get(1).matches(time + "WARN  Käthe: 積み木"), lines.get(1));
  }

  @Test
  void plain_isTheLineToTheLetterAndIsThereAtOnce() {
    Log.plain("catalog listening on 127.0.0.1:9101");
    assertEquals("catalog listening on 127.0.0.1:9101\n", written.toString(StandardCharsets.UTF_8));
  }

  @Test
  void error_hasTheWholeStackTrace() {
    Log.error("it failed", new IllegalStateException("why", new RuntimeException("the root")));
    List<String> lines = lines();
    assertTrue(lines.get(0).endsWith("ERROR it failed"), lines.get(0));
    assertEquals("java.lang.IllegalStateException: why", lines.get(1));
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("Caused by: ")));
  }

  @Test
  void info_outputThatStandsStill_neverHoldsUpTheCallerAndLostLinesAreCounted() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch moving = new CountDownLatch(1);
    System.setOut(new PrintStream(new StandingStill(stuck, moving), false));
    Log.info("the first");
    stuck.await();
    // More than the buffer holds; that this returns at all is the point.
    for (int i = 0; i < 3000; i++) {
      Log.info("x".repeat(1000));
    }
    moving.countDown();
    List<String> lines = lines();
    String last = lines.get(lines.size() - 1);
    assertTrue(last.matches("\\d+ log lines dropped: the output did not take them"), last);
    assertFalse(lines.size() >= 3000);
  }

  private final class StandingStill extends OutputStream {
    private final CountDownLatch stuck;
    private final CountDownLatch moving;

    StandingStill(CountDownLatch stuck, CountDownLatch moving) {
      this.stuck = stuck;
      this.moving = moving;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      stuck.countDown();
      try {
        moving.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      written.write(bytes, from, length);
    }
  }
}
