package common.testing;

import common.process.Log;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the services of this JVM log, from now until this is closed. */
public final class CapturedLog implements AutoCloseable {
  private final PrintStream before = System.out;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  public CapturedLog() {
    Log.flush();
    System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  /** The messages so far that have a text in them, without time and level. */
  public List<String> messages(String text) {
    Log.flush();
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains(text))
        .map(line -> line.replaceFirst("^\\S+ [A-Z]+ +", ""))
        .toList();
  }

  @Override
  public void close() {
    Log.flush();
    System.setOut(before);
  }
}
