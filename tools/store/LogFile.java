package store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a process has printed to a file, from an offset on. */
public final class LogFile {
  private static final int LONGEST_TAIL = 64 * 1024;

  private final Path path;
  private final long start;

  public LogFile(Path path, long start) {
    this.path = path;
    this.start = start;
  }

  /** Whether a whole line, with its line end, contains the text. */
  public boolean hasLineWith(String text) throws IOException {
    String log = read(start);
    int at = log.indexOf(text);
    return at >= 0 && endsThere(log, at + text.length());
  }

  /** At most {@code count} lines, or a sentence on why there are none. */
  public String lastLines(int count) {
    try {
      List<String> lines = read(Math.max(start, size() - LONGEST_TAIL)).lines().toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - count), lines.size());
      return last.isEmpty() ? "(nothing: it printed no line)" : String.join("\n", last);
    } catch (IOException e) {
      return "(the log cannot be read: " + e + ")";
    }
  }

  // A port must not be taken for a longer one that begins with it.
  private static boolean endsThere(String log, int end) {
    return end < log.length() && !Character.isLetterOrDigit(log.charAt(end));
  }

  private long size() throws IOException {
    return Files.exists(path) ? Files.size(path) : 0;
  }

  private String read(long from) throws IOException {
    if (size() <= from) {
      return "";
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      file.seek(from);
      byte[] bytes = new byte[Math.toIntExact(file.length() - from)];
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
