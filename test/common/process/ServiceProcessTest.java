package common.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.ProgramRun;

/** In processes of their own, as it is about how a process ends. */
final class ServiceProcessTest {
  private static final int BAD_START = 2;
  private static final int FATAL = 3;

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

  private static ProgramRun run(String fault) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    return ProgramRun.run(List.of(java, "-cp", classPath, Victim.class.getName(), fault), Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"thread", "library", "start"})
  void outOfMemory_endsTheProcess(String where) throws Exception {
    ProgramRun end = run(where);
    assertEquals(FATAL, end.status(), end.errors());
    assertTrue(end.errors().contains("out of memory: the process ends"), end.errors());
  }

  @Test
  void errorWhileStarting_endsTheProcess_andSaysWhy() throws Exception {
    ProgramRun end = run("error");
    assertEquals(BAD_START, end.status(), end.errors());
    assertTrue(end.errors().contains("victim: "), end.errors());
  }
}
