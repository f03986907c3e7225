package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a Markdown file that a program writes: all between the lines {@code <!-- NAME: begin
 * -->} and {@code <!-- NAME: end -->}. What people wrote around it stays as it is.
 */
final class DocumentBlock {
  private DocumentBlock() {}

  /** Replaces the block, or appends one where there is none, and the file where there is none. */
  static void write(Path file, String name, String text) throws IOException {
    String begin = "<!-- " + name + ": begin -->\n";
    String end = "<!-- " + name + ": end -->\n";
    String block = begin + "\n" + text.strip() + "\n\n" + end;
    String before = Files.exists(file) ? Files.readString(file) : "";
    int from = before.indexOf(begin);
    int to = before.indexOf(end, Math.max(0, from));
    boolean found = from >= 0 && to >= 0;
    String after =
        found
            ? before.substring(0, from) + block + before.substring(to + end.length())
            : before + (before.isEmpty() ? "" : "\n") + block;
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    Files.writeString(file, after);
  }
}
