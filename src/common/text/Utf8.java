package common.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: where {@code new String} would put a replacement character, this refuses. */
public final class Utf8 {
  private Utf8() {}

  /** Decodes {@code bytes[from, to)}; positions in the exception count from {@code from}. */
  public static String decode(byte[] bytes, int from, int to) throws MalformedException {
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
    } catch (CharacterCodingException e) {
      throw malformed(bytes, from, to);
    }
  }

  private static MalformedException malformed(byte[] bytes, int from, int to) {
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    CharBuffer before = CharBuffer.allocate(to - from);
    StandardCharsets.UTF_8.newDecoder().decode(in, before, true);
    int at = in.position();
    String text = before.flip().toString();
    int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
    int lineStart = text.lastIndexOf('\n') + 1;
    int column = 1 + text.codePointCount(lineStart, text.length());
    return new MalformedException(
        String.format(
            "expected UTF-8 but found the malformed byte 0x%02X, byte %d of the text",
            bytes[at], at - from + 1),
        new TextLocation(line, column));
  }

  /** Bytes that are not UTF-8; the location is that of the first malformed byte. */
  public static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient TextLocation location;

    private MalformedException(String message, TextLocation location) {
      super(message, null, false, false);
      this.location = location;
    }

    public TextLocation location() {
      return location;
    }
  }
}
