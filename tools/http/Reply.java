package http;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An HTTP/1.1 reply as it came over the wire.
 *
 * @param head the header fields, each with its line end
 * @param size bytes of the whole reply
 */
public record Reply(int status, String head, String body, int size) {
  private static final String VERSION = "HTTP/1.1 ";
  private static final String LINE_END = "\r\n";
  private static final int MAX_HEAD = 64 * 1024;
  private static final int MAX_BODY = 64 * 1024 * 1024;

  /**
   * Reads a reply from the beginning of these bytes; empty when they hold only a part of one. What
   * follows the reply is not looked at.
   *
   * @param toHead this is the reply to a HEAD, which has no body whatever its header says
   * @throws ProtocolException if this is not the beginning of a reply with a Content-Length
   */
  public static Optional<Reply> parse(byte[] bytes, int length, boolean toHead)
      throws ProtocolException {
    int bodyStart = bodyStart(bytes, length);
    if (bodyStart < 0) {
      return Optional.empty();
    }
    String start = new String(bytes, 0, bodyStart - 2, StandardCharsets.ISO_8859_1);
    int firstLine = start.indexOf(LINE_END);
    Reply reply = new Reply(status(start), start.substring(firstLine + 2), "", 0);
    int bodyLength = reply.bodyLength(toHead);
    int size = bodyStart + bodyLength;
    if (length < size) {
      return Optional.empty();
    }
    String body = new String(bytes, bodyStart, bodyLength, StandardCharsets.UTF_8);
    return Optional.of(new Reply(reply.status, reply.head, body, size));
  }

  /** The values of all header fields of this name, which is not case-sensitive. */
  public List<String> headers(String name) {
    List<String> values = new ArrayList<>(1);
    for (int line = find(name, 0); line >= 0; line = find(name, lineAfter(line))) {
      values.add(value(line));
    }
    return values;
  }

  /** The value of the first header field of this name. */
  public Optional<String> header(String name) {
    int line = find(name, 0);
    return line < 0 ? Optional.empty() : Optional.of(value(line));
  }

  /** Where the next line of this name starts; -1 if there is none. */
  private int find(String name, int from) {
    for (int line = from; line < head.length(); line = lineAfter(line)) {
      if (isNamed(line, name)) {
        return line;
      }
    }
    return -1;
  }

  private boolean isNamed(int line, String name) {
    return head.regionMatches(true, line, name, 0, name.length())
        && head.charAt(line + name.length()) == ':';
  }

  private String value(int line) {
    return head.substring(head.indexOf(':', line) + 1, head.indexOf(LINE_END, line)).strip();
  }

  private int lineAfter(int line) {
    return head.indexOf(LINE_END, line) + LINE_END.length();
  }

  /** The server closes the connection after this reply. */
  public boolean closes() {
    return header("Connection").filter("close"::equalsIgnoreCase).isPresent();
  }

  /** The client_id that the reply sets. */
  public Optional<String> clientId() {
    for (String cookie : headers("Set-Cookie")) {
      if (cookie.startsWith("client_id=")) {
        return Optional.of(cookie.substring("client_id=".length()).replaceFirst(";.*", ""));
      }
    }
    return Optional.empty();
  }

  /** Where the body starts; -1 when the head is not complete yet. */
  private static int bodyStart(byte[] bytes, int length) throws ProtocolException {
    for (int i = 0; i < Math.min(length, VERSION.length()); i++) {
      check(bytes[i] == VERSION.charAt(i), "the first line is no status line of HTTP/1.1");
    }
    for (int end = 4; end <= length; end++) {
      if (bytes[end - 1] == '\n'
          && bytes[end - 2] == '\r'
          && bytes[end - 3] == '\n'
          && bytes[end - 4] == '\r') {
        return end;
      }
    }
    check(length <= MAX_HEAD, "a head of more than " + MAX_HEAD + " bytes");
    return -1;
  }

  private static int status(String start) throws ProtocolException {
    int end = VERSION.length() + 3;
    int status = start.length() < end ? -1 : number(start.substring(VERSION.length(), end));
    check(status >= 100, "the status is no number of three digits");
    return status;
  }

  /** Reads all header fields, for each of them has to be one. */
  private int bodyLength(boolean toHead) throws ProtocolException {
    String length = null;
    for (int line = 0; line < head.length(); line = lineAfter(line)) {
      int colon = head.indexOf(':', line);
      check(colon > line && colon < head.indexOf(LINE_END, line), "a line is no header field");
      check(!isNamed(line, "Transfer-Encoding"), "Transfer-Encoding instead of a Content-Length");
      if (isNamed(line, "Content-Length")) {
        check(length == null, "two header fields Content-Length");
        length = value(line);
      }
    }
    // The JDK's server sends a Content-Length even with a 100.
    if (toHead || status < 200 || status == 204 || status == 304) {
      return 0;
    }
    check(length != null, "no Content-Length");
    int number = number(length);
    check(number >= 0 && number <= MAX_BODY, "a Content-Length out of bounds");
    return number;
  }

  /** A number of digits alone, or -1. */
  private static int number(String digits) {
    boolean isNumber = !digits.isEmpty() && digits.length() < 10;
    for (int i = 0; i < digits.length(); i++) {
      isNumber &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    return isNumber ? Integer.parseInt(digits) : -1;
  }

  private static void check(boolean holds, String otherwise) throws ProtocolException {
    if (!holds) {
      throw new ProtocolException(otherwise);
    }
  }
}
