package store;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@code make run}: the store in this terminal, until Ctrl-C. */
public final class StoreMain {
  private StoreMain() {}

  /** With the jars of {@code build/}, and the settings of the environment. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    // Latin-1: what the services print goes through byte by byte.
    PrintStream out =
        new PrintStream(
            new FileOutputStream(FileDescriptor.out), true, StandardCharsets.ISO_8859_1);
    StoreRun store = new StoreRun(Path.of("build"), System.getenv(), out);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(store), "close"));
    store.run();
  }

  /** The end is always the same: after a signal, and when {@link #main} returns. */
  private static void close(StoreRun store) {
    int status = 1;
    try {
      status = store.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // An exit status of our own: a JVM that a signal ends would say 128 and its number.
      Runtime.getRuntime().halt(status);
    }
  }
}
