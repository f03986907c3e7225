package common.process;

import java.util.concurrent.TimeUnit;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * What gRPC, Netty and the JDK log: a line each in the service's own log, without a stack trace,
 * and not more than a few a second, so that nobody can fill the log by sending nonsense. These
 * libraries catch whatever is thrown and go on; a process that is out of memory must not.
 */
final class LibraryLog extends Handler {
  private static final int LINES_A_SECOND = 5;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static final Formatter MESSAGE = new SimpleFormatter();

  private long secondBegan = System.nanoTime();
  private int lines;
  private long unsaid;

  private LibraryLog() {
    setLevel(Level.WARNING);
  }

  /** From now on all records of {@code java.util.logging} come here, and nowhere else. */
  static void install() {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.addHandler(new LibraryLog());
  }

  @Override
  public void publish(LogRecord record) {
    for (Throwable cause = record.getThrown(); cause != null; cause = cause.getCause()) {
      ServiceProcess.haltIfOutOfMemory(cause);
    }
    if (isLoggable(record) && isDue()) {
      String name = record.getLoggerName();
      String line = MESSAGE.formatMessage(record).lines().findFirst().orElse("");
      Throwable failure = record.getThrown();
      Log.warn(name + ": " + line + (failure == null ? "" : " (" + failure + ")"));
    }
  }

  private synchronized boolean isDue() {
    long now = System.nanoTime();
    if (now - secondBegan > SECOND) {
      if (unsaid > 0) {
        Log.warn(unsaid + " more lines of libraries left out");
      }
      secondBegan = now;
      lines = 0;
      unsaid = 0;
    }
    boolean due = lines < LINES_A_SECOND;
    lines += due ? 1 : 0;
    unsaid += due ? 0 : 1;
    return due;
  }

  @Override
  public void flush() {
    Log.flush();
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
