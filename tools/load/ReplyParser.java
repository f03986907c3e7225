package load;

import java.nio.charset.StandardCharsets;

/**
 * Reads one HTTP/1.1 reply out of the bytes that a connection has received so far. Its fields are
 * positions in those bytes: nothing is copied, nothing is allocated.
 */
final class ReplyParser {
  private static final String VERSION = "HTTP/1.1 ";
  private static final String COOKIE = "client_id=";
  private static final int LONGEST_HEAD = 64 * 1024;
  private static final int LONGEST_BODY = 64 * 1024 * 1024;

  private byte[] bytes;
  private int bodyStart;
  private int bodyLength;
  private int status;
  private boolean json;
  private boolean closes;
  private boolean retryAfter;
  private int cookieStart;
  private int cookieEnd;

  /** Forgets the reply before: the next {@link #parse} begins a new one. */
  void reset() {
    bodyStart = 0;
    bodyLength = -1;
    json = false;
    closes = false;
    retryAfter = false;
    cookieStart = 0;
    cookieEnd = 0;
  }

  /**
   * Looks whether the bytes hold a whole reply.
   *
   * @param received a reply's bytes from its beginning on; the array may be another one each time
   * @param length how many there are
   * @throws WrongReplyException if this is not the beginning of a reply, or more than one
   */
  boolean parse(byte[] received, int length) {
    bytes = received;
    if (bodyStart == 0 && !parseHead(length)) {
      return false;
    }
    if (length > bodyStart + bodyLength) {
      throw new WrongReplyException("more bytes than the Content-Length of " + bodyLength);
    }
    return length == bodyStart + bodyLength;
  }

  int status() {
    return status;
  }

  byte[] bytes() {
    return bytes;
  }

  int bodyStart() {
    return bodyStart;
  }

  int bodyEnd() {
    return bodyStart + bodyLength;
  }

  /** The Content-Type is application/json. */
  boolean isJson() {
    return json;
  }

  /** The server closes the connection after this reply. */
  boolean closes() {
    return closes;
  }

  boolean hasRetryAfter() {
    return retryAfter;
  }

  /** The client_id that the reply sets, or null. */
  String clientId() {
    return cookieEnd == 0 ? null : text(cookieStart, cookieEnd);
  }

  String body() {
    return new String(bytes, bodyStart, bodyLength, StandardCharsets.UTF_8);
  }

  private boolean parseHead(int length) {
    int lineStart = 0;
    for (int i = 1; i < length; i++) {
      if (bytes[i] != '\n' || bytes[i - 1] != '\r') {
        continue;
      }
      if (lineStart == 0) {
        statusLine(i - 1);
      } else if (i - 1 == lineStart) {
        endOfHead(i + 1);
        return true;
      } else {
        header(lineStart, i - 1);
      }
      lineStart = i + 1;
    }
    if (length > LONGEST_HEAD) {
      throw new WrongReplyException("a head of more than " + LONGEST_HEAD + " bytes");
    }
    reset();
    return false;
  }

  private void statusLine(int end) {
    if (!startsWith(0, end, VERSION) || end < VERSION.length() + 3) {
      throw new WrongReplyException("the first line is no status line of HTTP/1.1");
    }
    status = (int) number(VERSION.length(), VERSION.length() + 3, "status");
    if (status < 200) {
      throw new WrongReplyException("status " + status + ", which nobody asked for");
    }
  }

  private void endOfHead(int end) {
    if (bodyLength < 0) {
      throw new WrongReplyException("no Content-Length");
    }
    bodyStart = end;
  }

  private void header(int start, int end) {
    int colon = start;
    while (colon < end && bytes[colon] != ':') {
      colon++;
    }
    if (colon == start || colon == end) {
      throw new WrongReplyException("a header line without a name: " + text(start, end));
    }
    int value = colon + 1;
    while (value < end && bytes[value] == ' ') {
      value++;
    }
    header(start, colon - start, value, end);
  }

  private void header(int name, int nameLength, int value, int end) {
    if (is(name, nameLength, "content-length")) {
      contentLength(value, end);
    } else if (is(name, nameLength, "content-type")) {
      json = startsWith(value, end, "application/json");
    } else if (is(name, nameLength, "connection")) {
      closes = startsWith(value, end, "close");
    } else if (is(name, nameLength, "retry-after")) {
      retryAfter = number(value, end, "Retry-After") >= 0;
    } else if (is(name, nameLength, "set-cookie") && startsWith(value, end, COOKIE)) {
      cookie(value + COOKIE.length(), end);
    } else if (is(name, nameLength, "transfer-encoding")) {
      throw new WrongReplyException("Transfer-Encoding instead of a Content-Length");
    }
  }

  private void contentLength(int value, int end) {
    if (bodyLength >= 0) {
      throw new WrongReplyException("two headers Content-Length");
    }
    bodyLength = (int) number(value, end, "Content-Length");
    if (bodyLength > LONGEST_BODY) {
      throw new WrongReplyException("a Content-Length of " + bodyLength);
    }
  }

  private void cookie(int start, int end) {
    int i = start;
    while (i < end && bytes[i] != ';') {
      i++;
    }
    if (i == start) {
      throw new WrongReplyException("an empty client_id");
    }
    cookieStart = start;
    cookieEnd = i;
  }

  private long number(int start, int end, String what) {
    long value = Decimal.parse(bytes, start, end, Integer.MAX_VALUE);
    if (value < 0) {
      throw new WrongReplyException(what + " is not a number: '" + text(start, end) + "'");
    }
    return value;
  }

  // Header names are compared without regard to case, as HTTP asks for.
  private boolean is(int start, int length, String lowerCase) {
    if (length != lowerCase.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      int c = bytes[start + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean startsWith(int start, int end, String ascii) {
    if (end - start < ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[start + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
