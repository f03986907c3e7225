package crash;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One client's connection, kept alive. Sends a request exactly once: an HTTP library would repeat
 * some behind the caller's back, and here it must be known what was sent. For one thread.
 */
final class CrashHttp implements Closeable {
  /** Nothing was sent. */
  static final class NotSentException extends IOException {
    private static final long serialVersionUID = 1;

    NotSentException(IOException cause) {
      super(cause);
    }
  }

  /** The reply began, and did not end. */
  static final class CutOffException extends IOException {
    private static final long serialVersionUID = 1;

    CutOffException(IOException cause) {
      super(cause);
    }
  }

  /** What came back. */
  record Reply(int status, String body) {}

  private static final int CONNECT_MILLIS = 2_000;
  private static final int MAX_LINE = 8_192;

  private final int port;
  private final boolean keepsCookie;
  private Socket socket;
  private InputStream in;
  private String cookie;
  private boolean closes;

  CrashHttp(int port, boolean keepsCookie) {
    this.port = port;
    this.keepsCookie = keepsCookie;
  }

  Reply get(String path, int timeoutMillis) throws IOException {
    return send("GET " + path, null, "", timeoutMillis);
  }

  /**
   * @param key null for none
   */
  Reply post(String path, String key, String body, int timeoutMillis) throws IOException {
    return send("POST " + path, key, body, timeoutMillis);
  }

  private Reply send(String request, String key, String body, int timeoutMillis)
      throws IOException {
    boolean kept = false;
    try {
      connect();
      socket.setSoTimeout(timeoutMillis);
      write(request, key, body);
      Reply reply = read();
      kept = !closes;
      return reply;
    } finally {
      if (!kept) {
        close();
      }
    }
  }

  private void connect() throws NotSentException {
    if (socket != null) {
      return;
    }
    try {
      socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new NotSentException(e);
    }
  }

  private void write(String request, String key, String body) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(request).append(" HTTP/1.1\r\nHost: localhost\r\n");
    if (cookie != null) {
      head.append("Cookie: ").append(cookie).append("\r\n");
    }
    if (key != null) {
      head.append("Idempotency-Key: ").append(key).append("\r\n");
    }
    if (content.length > 0) {
      head.append("Content-Length: ").append(content.length).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[start.length + content.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(content, 0, all, start.length, content.length);
    socket.getOutputStream().write(all);
  }

  private Reply read() throws IOException {
    in.mark(1);
    if (in.read() < 0) {
      throw new EOFException("closed without a reply");
    }
    in.reset();
    try {
      return readReply();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      throw new CutOffException(e);
    }
  }

  private Reply readReply() throws IOException {
    String statusLine = line();
    int length = -1;
    closes = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      String name = header.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
      String value = header.substring(colon + 1).strip();
      switch (name) {
        case "content-length" -> length = Integer.parseInt(value);
        case "connection" -> closes = value.equalsIgnoreCase("close");
        case "set-cookie" -> cookie = keepsCookie ? value.replaceAll(";.*", "") : null;
        default -> {
          // Of no interest here.
        }
      }
    }
    if (length < 0) {
      throw new IOException("a reply without Content-Length: " + statusLine);
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException(body.length + " of " + length + " bytes");
    }
    int status = Integer.parseInt(statusLine.substring(9, 12));
    return new Reply(status, new String(body, StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > MAX_LINE) {
        throw new EOFException("in a header line: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // Closed or not, nobody uses it any more.
    }
    socket = null;
    in = null;
  }
}
