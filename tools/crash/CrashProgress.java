package crash;

import crash.CrashHistory.Count;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A line each second that shows how the run goes; less often where no terminal shows it. */
final class CrashProgress implements AutoCloseable {
  private static final int LINES_APART_IN_A_FILE = 10;

  private final CrashRun run;
  private final CrashOptions options;
  private final PrintStream out;
  private final boolean terminal = isTerminal();
  private final Thread thread = new Thread(this::show, "crash-progress");
  private volatile boolean closed;

  CrashProgress(CrashRun run, CrashOptions options, PrintStream out) {
    this.run = run;
    this.options = options;
    this.out = out;
    thread.setDaemon(true);
  }

  /** From JDK 22 on there is a console even without a terminal: then TERM decides. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    return System.console() != null && System.getenv("TERM") != null;
  }

  void start() {
    thread.start();
  }

  private void show() {
    try {
      for (int second = 1; !closed; second++) {
        TimeUnit.SECONDS.sleep(1);
        if (terminal) {
          out.print("\r\033[K" + line(second));
        } else if (second % LINES_APART_IN_A_FILE == 0) {
          out.println(line(second));
        }
      }
    } catch (InterruptedException e) {
      if (terminal) {
        out.println();
      }
    }
  }

  private String line(int second) {
    CrashHistory history = run.history();
    return String.format(
        Locale.ROOT,
        "%4d s  %d of %d killed  %,d purchases  %,d repeats  %,d reads  %,d without a reply%s",
        second,
        run.faults().kills(),
        options.kills(),
        history.counted(Count.KEYED) + history.counted(Count.UNKEYED),
        history.counted(Count.REPEATS),
        history.counted(Count.READS),
        history.counted(Count.NO_REPLY) + history.counted(Count.NOT_SENT),
        history.problems().isEmpty() ? "" : "  " + history.problems().size() + " PROBLEMS");
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
