package common.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a journal once, from its first byte to its last, in bounded memory. Tells a torn write (bad
 * bytes at the end, and no valid row after them: what a crash leaves) from corruption (a bad row
 * with a valid one after it).
 */
public final class JournalReader<T> {
  /** Takes the valid rows, in their order. */
  @FunctionalInterface
  public interface Visitor<T> {
    /**
     * @param entry the row
     * @param line its line in the file; the header is line 1
     * @param offset its first byte in the file
     * @throws IllegalArgumentException if the row, valid in itself, makes no sense at this place
     */
    void row(T entry, long line, long offset);
  }

  /**
   * What was read.
   *
   * @param rows the number of valid rows
   * @param validBytes the length of the header and the valid rows; 0 if there is not even a header
   * @param tornLine the line where a torn write begins, or 0 if there is none
   * @param tornReason why that line is no row, or an empty text
   */
  public record Result(long rows, long validBytes, long tornLine, String tornReason) {}

  /** No row is longer: a longer line is not one of ours. */
  private static final int MAX_LINE_BYTES = 64 * 1024;

  private final Path file;
  private final RowFormat<T> format;
  private RowCodec<T> codec;
  private final Visitor<T> visitor;

  private byte[] buffer = new byte[1 << 18];
  private long line = 1;
  private long lineOffset;
  private long rows;
  private long validBytes;
  private long badLine;
  private String badReason = "";

  private JournalReader(Path file, RowFormat<T> format, Visitor<T> visitor) {
    this.file = file;
    this.format = format;
    this.codec = new RowCodec<>(format);
    this.visitor = visitor;
  }

  /**
   * Reads the file, changing nothing.
   *
   * @throws UnusableFileException naming file, line and reason, if the file is corrupt
   */
  public static <T> Result read(Path file, RowFormat<T> format, Visitor<T> visitor)
      throws IOException, UnusableFileException {
    return new JournalReader<>(file, format, visitor).read();
  }

  /** Whether the file has the columns of an earlier version. */
  static boolean isEarlier(Path file, RowFormat<?> format) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      String header = in.readLine();
      return header != null && isEarlier(header, format);
    }
  }

  private static boolean isEarlier(String header, RowFormat<?> format) {
    return !format.earlierColumns().isEmpty()
        && header.equals(new RowCodec<>(format, format.earlierColumns()).header());
  }

  private Result read() throws IOException, UnusableFileException {
    try (InputStream in = Files.newInputStream(file)) {
      int filled = 0;
      int count;
      while ((count = in.read(buffer, filled, buffer.length - filled)) >= 0) {
        filled = keepRest(lines(filled, filled + count), filled + count);
      }
      if (line == 1 && (badLine == 1 || !isTornHeader(filled))) {
        throw wrongHeader();
      }
      if (filled > 0) {
        bad("the line is cut off");
      }
    }
    return new Result(rows, validBytes, badLine, badReason);
  }

  /** Takes all whole lines in the buffer; returns where the unfinished one begins. */
  private int lines(int searchFrom, int filled) throws UnusableFileException {
    int start = 0;
    for (int i = searchFrom; i < filled; i++) {
      if (buffer[i] == '\n') {
        line(start, i);
        line++;
        lineOffset += i + 1 - start;
        start = i + 1;
      }
    }
    return start;
  }

  private int keepRest(int start, int filled) {
    int rest = filled - start;
    System.arraycopy(buffer, start, buffer, 0, rest);
    if (rest >= MAX_LINE_BYTES) {
      bad("the line is longer than any row");
      // Its end is what counts: the next line feed ends it.
      lineOffset += rest;
      rest = 0;
    }
    return rest;
  }

  private void line(int from, int to) throws UnusableFileException {
    int end = to > from && buffer[to - 1] == '\r' ? to - 1 : to;
    if (line == 1) {
      header(from, end, to);
      return;
    }
    String damage = codec.damage(buffer, from, end);
    if (!damage.isEmpty()) {
      bad(damage);
      return;
    }
    if (badLine != 0) {
      throw new UnusableFileException(
          file,
          badLine,
          badReason
              + ", and line "
              + line
              + " after it is a valid row: the file is"
              + " corrupt; put back a copy of it");
    }
    accept(from, end);
    validBytes = lineOffset + to + 1 - from;
  }

  /** A row that was written whole, but makes no sense, is no torn write. */
  private void accept(int from, int end) throws UnusableFileException {
    try {
      visitor.row(codec.decodeUndamaged(buffer, from, end), line, lineOffset);
    } catch (IllegalArgumentException e) {
      throw new UnusableFileException(file, line, e.getMessage());
    }
    rows++;
  }

  private void header(int from, int end, int to) throws UnusableFileException {
    String found = new String(buffer, from, end - from, StandardCharsets.ISO_8859_1);
    if (isEarlier(found, format)) {
      codec = new RowCodec<>(format, format.earlierColumns());
    }
    if (!found.equals(codec.header())) {
      throw wrongHeader();
    }
    validBytes = to + 1L - from;
  }

  /**
   * Whether a header was being written: a part of it, or zeros where its bytes have not reached the
   * disk. It is forced before any row, so there is nothing after it.
   */
  private boolean isTornHeader(int length) {
    byte[] header = (codec.header() + "\n").getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < length; i++) {
      if (i == header.length || buffer[i] != header[i] && buffer[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private UnusableFileException wrongHeader() {
    return new UnusableFileException(file, 1, "the header is not " + codec.header());
  }

  private void bad(String reason) {
    if (badLine == 0) {
      badLine = line;
      badReason = reason;
    }
  }
}
