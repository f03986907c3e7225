package crash;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Beside the logs of the services: what was done to them, and when. Safe for threads. */
final class CrashDiary implements AutoCloseable {
  private final PrintStream out;

  CrashDiary(Path file) {
    try {
      out = new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(String sentence) {
    out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + sentence);
  }

  @Override
  public void close() {
    out.close();
  }
}
