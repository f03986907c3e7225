package common.process;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Log lines on standard output. A line is put into a buffer and written by a thread of its own a
 * few milliseconds later, so that a terminal or a pipe that stands still never holds up a request;
 * what does not fit the buffer is dropped, counted, and the count is logged.
 */
public final class Log {
  private static final int MAX_BUFFERED = 1 << 20;
  private static final long PAUSE_MILLIS = 20;
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private static final Object BUFFER_LOCK = new Object();
  private static final Object OUTPUT_LOCK = new Object();
  private static StringBuilder buffer = new StringBuilder();
  private static long dropped;
  private static long allDropped;
  private static long cachedSecond = Long.MIN_VALUE;
  private static String cachedText = "";

  static {
    Thread writer = new Thread(Log::writeForever, "log");
    writer.setDaemon(true);
    writer.start();
  }

  private Log() {}

  /** What a person may want to know. */
  public static void info(CharSequence message) {
    line("INFO ", message);
  }

  /** Something is not as it should be, and the service goes on. */
  public static void warn(CharSequence message) {
    line("WARN ", message);
  }

  /** A fault, with its whole stack trace. */
  public static void error(CharSequence message, Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    line("ERROR", message + "\n" + trace.toString().stripTrailing());
  }

  /** A line to the letter, without time and level. */
  public static void plain(String message) {
    append(message, "", "", false);
    flush();
  }

  /** Returns when all lines so far are written. */
  public static void flush() {
    synchronized (OUTPUT_LOCK) {
      StringBuilder lines;
      synchronized (BUFFER_LOCK) {
        if (buffer.isEmpty()) {
          return;
        }
        lines = buffer;
        buffer = new StringBuilder();
        if (dropped > 0) {
          lines.append(dropped).append(" log lines dropped: the output did not take them\n");
          dropped = 0;
        }
      }
      byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
      System.out.write(bytes, 0, bytes.length);
      System.out.flush();
    }
  }

  /** How many lines the output did not take, since the start. */
  public static long dropped() {
    synchronized (BUFFER_LOCK) {
      return allDropped;
    }
  }

  private static void line(String level, CharSequence message) {
    append(message, level, " ", true);
  }

  private static void append(CharSequence message, String level, String space, boolean timed) {
    synchronized (BUFFER_LOCK) {
      if (buffer.length() + message.length() > MAX_BUFFERED) {
        dropped++;
        allDropped++;
        return;
      }
      if (timed) {
        appendTime(System.currentTimeMillis());
      }
      buffer.append(level).append(space).append(message).append('\n');
    }
  }

  private static void appendTime(long millis) {
    long second = Math.floorDiv(millis, 1000L);
    if (second != cachedSecond) {
      cachedText = SECOND.format(Instant.ofEpochSecond(second));
      cachedSecond = second;
    }
    int rest = (int) Math.floorMod(millis, 1000L);
    buffer.append(cachedText).append('.');
    buffer.append((char) ('0' + rest / 100)).append((char) ('0' + rest / 10 % 10));
    buffer.append((char) ('0' + rest % 10)).append("Z ");
  }

  private static void writeForever() {
    try {
      while (true) {
        Thread.sleep(PAUSE_MILLIS);
        flush();
      }
    } catch (InterruptedException e) {
      flush();
    }
  }
}
