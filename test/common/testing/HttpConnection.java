package common.testing;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A client's connection, byte for byte. A reply that does not come within seconds is a failure. */
public final class HttpConnection implements Closeable {
  private static final int LONGEST_WAIT_MILLIS = 20_000;

  private final Socket socket = new Socket();
  private final InputStream in;

  private HttpConnection(int port) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(LONGEST_WAIT_MILLIS);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LONGEST_WAIT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  public static HttpConnection to(int port) {
    try {
      return new HttpConnection(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A request on a connection of its own. */
  public static HttpReply getOnce(int port, String path, String... headers) {
    try (HttpConnection connection = to(port)) {
      return connection.get(path, headers);
    }
  }

  /** A purchase on a connection of its own. */
  public static HttpReply postOnce(int port, String body, String... headers) {
    try (HttpConnection connection = to(port)) {
      return connection.post("/orders", body, headers);
    }
  }

  public HttpReply get(String path, String... headers) {
    return send("GET", path, headers).receive();
  }

  public HttpReply head(String path) {
    return send("HEAD", path).receiveHead();
  }

  public HttpReply post(String path, String body, String... headers) {
    return sendBody("POST", path, body, headers).receive();
  }

  /** Sends a request without a body. */
  public HttpConnection send(String method, String path, String... headers) {
    return sendRaw(start(method, path, headers) + "\r\n");
  }

  public HttpConnection sendBody(String method, String path, String body, String... headers) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return sendRaw(start(method, path, headers) + "Content-Length: " + length + "\r\n\r\n" + body);
  }

  private static String start(String method, String path, String... headers) {
    StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: store\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.toString();
  }

  public HttpConnection sendRaw(String text) {
    return sendRaw(text.getBytes(StandardCharsets.UTF_8));
  }

  public HttpConnection sendRaw(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes this side's half of the connection: nothing more will be sent. */
  public HttpConnection endOutput() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public HttpReply receive() {
    return receiveIfAny().orElseThrow(() -> new AssertionError("closed without a reply"));
  }

  /**
   * Nothing if the connection ends, in whatever way, before the first byte of a reply; a part of a
   * reply is an error.
   */
  public Optional<HttpReply> receiveIfAny() {
    return receive(true);
  }

  /** The reply to a HEAD, which has no body whatever its headers say. */
  public HttpReply receiveHead() {
    return receive(false).orElseThrow(() -> new AssertionError("closed without a reply"));
  }

  private Optional<HttpReply> receive(boolean withBody) {
    try {
      if (!awaitFirstByte()) {
        return Optional.empty();
      }
      String statusLine = readLine();
      int status =
          Integer.parseInt(statusLine.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
      Map<String, List<String>> headers = readHeaders();
      if (status == 100) {
        return receive(withBody);
      }
      byte[] body = withBody ? readBody(headers) : new byte[0];
      return Optional.of(new HttpReply(status, headers, new String(body, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, List<String>> readHeaders() throws IOException {
    Map<String, List<String>> headers = new HashMap<>();
    while (true) {
      String line = readLine();
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers
          .computeIfAbsent(name, any -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
  }

  private byte[] readBody(Map<String, List<String>> headers) throws IOException {
    List<String> length = headers.get("content-length");
    if (length == null || headers.containsKey("transfer-encoding")) {
      throw new AssertionError("every reply has a Content-Length and is not chunked: " + headers);
    }
    int expected = Integer.parseInt(length.get(0));
    byte[] body = in.readNBytes(expected);
    if (body.length < expected) {
      throw new EOFException("cut off after " + body.length + " of " + expected + " bytes");
    }
    return body;
  }

  /** False if there will be none. */
  private boolean awaitFirstByte() throws IOException {
    in.mark(1);
    try {
      boolean any = in.read() >= 0;
      in.reset();
      return any;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (SocketException e) {
      return false;
    }
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    int b;
    while ((b = in.read()) != '\n') {
      if (b < 0) {
        throw new EOFException("cut off in the headers, after: " + line);
      }
      line.append((char) b);
    }
    return line.toString().strip();
  }

  /** Whether something has come, be it a reply or, on a closed connection, its end. */
  public boolean hasInput() {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether the other side has ended the connection; does not wait for that. */
  public boolean isAtEnd() {
    try {
      socket.setSoTimeout(1);
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Reads to the end of the connection; a reset counts as an end, a timeout does not. */
  public String readToEnd() {
    StringBuilder all = new StringBuilder();
    try {
      int b;
      while ((b = in.read()) >= 0) {
        all.append((char) b);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection is still open, having said: " + all, e);
    } catch (IOException e) {
      return all.toString();
    }
    return all.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
