package common.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import contract.ReplyCheck;
import http.Connection;
import http.Reply;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;

/**
 * A client's connection, byte for byte. A reply that does not come within seconds, or is none, is a
 * failure.
 */
public final class HttpConnection implements Closeable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Connection connection;

  /** Requests without a reply yet; their replies are held against the contract. */
  private final Queue<String[]> waiting = new ArrayDeque<>();

  private HttpConnection(Connection connection) {
    this.connection = connection;
  }

  public static HttpConnection to(int port) {
    return new HttpConnection(unchecked(() -> Connection.toLocal(port, TIMEOUT_MILLIS)));
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
    waiting.add(new String[] {method, path});
    return sendRaw(start(method, path, headers) + "\r\n");
  }

  public HttpConnection sendBody(String method, String path, String body, String... headers) {
    waiting.add(new String[] {method, path});
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
    return unchecked(
        () -> {
          connection.send(bytes);
          return this;
        });
  }

  /** Closes this side's half of the connection: nothing more will be sent. */
  public HttpConnection endOutput() {
    return unchecked(
        () -> {
          connection.endOutput();
          return this;
        });
  }

  public HttpReply receive() {
    return receiveIfAny().orElseThrow(() -> new AssertionError("closed without a reply"));
  }

  /**
   * Nothing if the connection ends, in whatever way, before the first byte of a reply; a part of a
   * reply is an error.
   */
  public Optional<HttpReply> receiveIfAny() {
    return receive(false);
  }

  /** The reply to a HEAD, which has no body whatever its headers say. */
  public HttpReply receiveHead() {
    return receive(true).orElseThrow(() -> new AssertionError("closed without a reply"));
  }

  private Optional<HttpReply> receive(boolean toHead) {
    Optional<Reply> reply = unchecked(() -> connection.receive(toHead));
    boolean isInterim = reply.filter(r -> r.status() < 200).isPresent();
    return isInterim ? receive(toHead) : reply.map(this::checked);
  }

  /**
   * A reply to what was sent raw, as most of that is no good request, is not held to the contract.
   */
  private HttpReply checked(Reply reply) {
    String[] request = waiting.poll();
    if (request != null) {
      List<String> deviations = ReplyCheck.deviations(request[0], request[1], reply);
      assertEquals(List.of(), deviations, () -> String.join(" ", request) + ": " + reply);
    }
    return new HttpReply(reply);
  }

  /** Whether something has come, be it a reply or, on a closed connection, its end. */
  public boolean hasInput() {
    try {
      return connection.hasInput();
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether the other side has ended the connection; does not wait for that. */
  public boolean isAtEnd() {
    try {
      return connection.isAtEnd();
    } catch (IOException e) {
      return true;
    }
  }

  /** Reads to the end of the connection; a reset counts as an end, a timeout does not. */
  public String readToEnd() {
    return unchecked(connection::readToEnd);
  }

  @Override
  public void close() {
    unchecked(
        () -> {
          connection.close();
          return this;
        });
  }

  private static <T> T unchecked(Callable<T> work) {
    try {
      return work.call();
    } catch (ProtocolException | SocketTimeoutException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
