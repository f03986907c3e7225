package common.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In processes of their own, as it is about how a process ends. */
final class ServiceProcessTest {
  private static final int BAD_START = 2;
  private static final int FATAL = 3;

  private record End(int status, String output) {}

  /** A service with a thread that would keep the process alive for ever. */
  static final class Victim implements ServiceProcess.Service {
    private Victim() {}

    public static void main(String[] arguments) {
      ServiceProcess.run("victim", "", new String[0], settings -> start(arguments[0]));
    }

    private static ServiceProcess.Service start(String fault) {
      new Thread(Victim::waitForEver).start();
      switch (fault) {
        case "thread" -> new Thread(Victim::runOutOfMemory).start();
        case "library" ->
            Logger.getLogger("io.grpc").log(Level.SEVERE, "caught", new OutOfMemoryError("test"));
        case "start" -> runOutOfMemory();
        default -> throw new NoClassDefFoundError("test");
      }
      return new Victim();
    }

    private static void waitForEver() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static void runOutOfMemory() {
      throw new OutOfMemoryError("test");
    }

    @Override
    public String address() {
      return "nowhere";
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  private static End run(String fault) throws IOException, InterruptedException {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                fault)
            .redirectErrorStream(true)
            .start();
    if (!victim.waitFor(30, TimeUnit.SECONDS)) {
      victim.destroyForcibly();
    }
    // So little that nobody need read it meanwhile.
    String output = new String(victim.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new End(victim.waitFor(), output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"thread", "library", "start"})
  void outOfMemory_endsTheProcess(String where) throws Exception {
    End end = run(where);
    assertEquals(FATAL, end.status(), end.output());
    assertTrue(end.output().contains("out of memory: the process ends"), end.output());
  }

  @Test
  void errorWhileStarting_endsTheProcess_andSaysWhy() throws Exception {
    End end = run("error");
    assertEquals(BAD_START, end.status(), end.output());
    assertTrue(end.output().contains("victim: "), end.output());
  }
}
