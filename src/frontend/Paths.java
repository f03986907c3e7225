package frontend;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Splits the path of a URL. */
final class Paths {
  private Paths() {}

  /**
   * The segments of a raw path, each percent-decoded as UTF-8 after the split. A slash at the end
   * changes nothing.
   *
   * @throws IllegalArgumentException if a segment does not decode
   */
  static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>(3);
    int length =
        rawPath.length() > 1 && rawPath.endsWith("/") ? rawPath.length() - 1 : rawPath.length();
    int start = 1;
    while (start <= length) {
      int slash = rawPath.indexOf('/', start);
      int end = slash < 0 || slash > length ? length : slash;
      segments.add(decode(rawPath.substring(start, end)));
      start = end + 1;
    }
    return segments;
  }

  private static String decode(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes.write(hex(raw, i + 1) << 4 | hex(raw, i + 2));
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the path is not UTF-8 behind its percent signs", e);
    }
  }

  private static int hex(String raw, int at) {
    if (at >= raw.length() || !HexFormat.isHexDigit(raw.charAt(at))) {
      throw new IllegalArgumentException("a percent sign in the path lacks its two digits");
    }
    return HexFormat.fromHexDigit(raw.charAt(at));
  }
}
