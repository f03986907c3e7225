package abuse;

import http.Connection;
import http.Reply;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Requests of ordinary clients, each on a connection of its own. */
final class HttpClients {
  private static final int TIMEOUT_MILLIS = 5_000;

  private HttpClients() {}

  /** A request as a client of the store at 127.0.0.1 sends it. */
  static String request(int port, String method, String target, String body, String... headers) {
    StringBuilder request = new StringBuilder();
    request.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    request.append("Host: 127.0.0.1:").append(port).append("\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    if (!body.isEmpty()) {
      int length = body.getBytes(StandardCharsets.UTF_8).length;
      request.append("Content-Length: ").append(length).append("\r\n");
    }
    return request.append("\r\n").append(body).toString();
  }

  /**
   * Sends a request and waits for its reply.
   *
   * @throws IOException if there is none within 5 s
   */
  static Reply exchange(int port, String method, String target, String body, String... headers)
      throws IOException {
    try (Connection connection = Connection.toLocal(port, TIMEOUT_MILLIS)) {
      connection.send(request(port, method, target, body, headers));
      return finalReply(connection, method.equals("HEAD"));
    }
  }

  /** The next reply that is no interim one. */
  static Reply finalReply(Connection connection, boolean toHead) throws IOException {
    Optional<Reply> reply = connection.receive(toHead);
    while (reply.isPresent() && reply.get().status() < 200) {
      reply = connection.receive(toHead);
    }
    return reply.orElseThrow(() -> new ProtocolException("the connection ended without a reply"));
  }

  static Reply get(int port, String target, String... headers) throws IOException {
    return exchange(port, "GET", target, "", headers);
  }

  static Reply post(int port, String target, String body, String... headers) throws IOException {
    return exchange(port, "POST", target, body, headers);
  }

  /** The status of the reply, or 0 if there is none. */
  static int status(int port, String method, String target, String body) {
    try {
      return exchange(port, method, target, body).status();
    } catch (IOException e) {
      return 0;
    }
  }
}
