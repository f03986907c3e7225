package crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import verify.Report;
import verify.Verification;

/** Verifies the data folder of the running store, again and again: it must be whole at any time. */
final class CrashWatch implements AutoCloseable {
  private static final long PAUSE_MILLIS = 5_000;

  private final Path data;
  private final CrashHistory history;
  private final Thread thread = new Thread(this::run, "crash-watch");
  private volatile boolean closed;
  private final AtomicInteger checks = new AtomicInteger();

  CrashWatch(Path data, CrashHistory history) {
    this.data = data;
    this.history = history;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        Report report = Verification.of(data);
        if (!report.whole() && !closed) {
          history.problem("the running store's data folder is not whole:\n" + report);
        }
        checks.incrementAndGet();
      }
    } catch (InterruptedException e) {
      // Closed.
    } catch (IOException e) {
      if (!closed) {
        history.problem("the running store's data folder could not be read: " + e);
      }
    }
  }

  int checks() {
    return checks.get();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
