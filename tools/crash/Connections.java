package crash;

import http.Connection;
import http.Reply;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One client's connections, one to each frontend, and its cookie. Each request is sent once: here
 * it must be known what was sent. For one thread.
 */
final class Connections implements Closeable {
  /** Nothing was sent. */
  static final class NotSentException extends IOException {
    private static final long serialVersionUID = 1;

    NotSentException(IOException cause) {
      super(cause);
    }
  }

  private static final int CONNECT_MILLIS = 2_000;

  private final boolean keepsCookie;
  private final Map<Integer, Connection> open = new HashMap<>();
  private String cookie = "";

  /** Connects when there is something to send. */
  Connections(boolean keepsCookie) {
    this.keepsCookie = keepsCookie;
  }

  Reply get(int port, String path, int timeoutMillis) throws IOException {
    return send(port, "GET " + path, "", "", timeoutMillis);
  }

  /**
   * Sends a POST.
   *
   * @param key null for none
   */
  Reply post(int port, String path, String key, String body, int timeoutMillis) throws IOException {
    String header = key == null ? "" : "Idempotency-Key: " + key + "\r\n";
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    header += "Content-Length: " + length + "\r\n";
    return send(port, "POST " + path, header, body, timeoutMillis);
  }

  private Reply send(int port, String start, String header, String body, int timeoutMillis)
      throws IOException {
    Connection connection = open.containsKey(port) ? open.get(port) : connect(port);
    boolean kept = false;
    try {
      connection.timeout(timeoutMillis);
      connection.send(start + " HTTP/1.1\r\nHost: localhost\r\n" + cookie + header + "\r\n" + body);
      Reply reply =
          connection
              .receive(false)
              .orElseThrow(() -> new EOFException("the connection ended without a reply"));
      if (keepsCookie) {
        reply.clientId().ifPresent(id -> cookie = "Cookie: client_id=" + id + "\r\n");
      }
      kept = !reply.closes();
      return reply;
    } finally {
      if (!kept) {
        open.remove(port);
        connection.close();
      }
    }
  }

  private Connection connect(int port) throws NotSentException {
    try {
      Connection connection = Connection.toLocal(port, CONNECT_MILLIS);
      open.put(port, connection);
      return connection;
    } catch (IOException e) {
      throw new NotSentException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : List.copyOf(open.values())) {
      connection.close();
    }
    open.clear();
  }
}
