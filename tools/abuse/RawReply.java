package abuse;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import http.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import json.StrictJson;

/**
 * All that came back after some bytes were sent.
 *
 * @param bytes that came
 * @param ended whether the store then ended the connection
 * @param millis from the last byte sent to the end, or to when the wait was given up
 */
record RawReply(byte[] bytes, boolean ended, long millis) {
  /** After a reply, so long for another one, or for the end of the connection. */
  private static final int QUIET_MILLIS = 250;

  /**
   * Sends and listens until the connection ends, or nothing more comes.
   *
   * @param firstWithinMillis how long to wait for the first byte
   */
  static RawReply to(int port, byte[] request, int firstWithinMillis) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), firstWithinMillis);
      socket.setTcpNoDelay(true);
      try {
        socket.getOutputStream().write(request);
      } catch (IOException e) {
        // The store may refuse what is on its way; its reply is still to be read.
      }
      return listen(socket, firstWithinMillis);
    }
  }

  static RawReply listen(Socket socket, int firstWithinMillis) throws IOException {
    long start = System.nanoTime();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    socket.setSoTimeout(firstWithinMillis);
    boolean ended = false;
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[8192];
    try {
      int count;
      while ((count = in.read(buffer)) >= 0) {
        all.write(buffer, 0, count);
        socket.setSoTimeout(QUIET_MILLIS);
      }
      ended = true;
    } catch (SocketTimeoutException e) {
      // Nothing more comes.
    } catch (IOException e) {
      ended = true;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return new RawReply(all.toByteArray(), ended, millis);
  }

  /** The first reply that is no interim one; empty if there is none, or if it is not HTTP. */
  Optional<Reply> first(boolean toHead) {
    byte[] rest = bytes;
    try {
      Optional<Reply> reply = Reply.parse(rest, rest.length, toHead);
      while (reply.isPresent() && reply.get().status() < 200) {
        rest = Arrays.copyOfRange(rest, reply.get().size(), rest.length);
        reply = Reply.parse(rest, rest.length, toHead);
      }
      return reply;
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }

  /** How many status lines came, not counting interim replies. */
  int count() {
    return text().split("HTTP/1\\.1 [2-5]", -1).length - 1;
  }

  /** The first line, without its end. */
  String statusLine() {
    return text().lines().findFirst().orElse("");
  }

  private String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** For a person: the beginning of it on one line. */
  String shown() {
    String text = text().replaceAll("(?s)^(.*?)\r\n.*?\r\n\r\n", "$1 ").strip();
    String what = text.isEmpty() ? "nothing" : text.substring(0, Math.min(100, text.length()));
    return what + (ended ? "" : " (still open after " + millis + " ms)");
  }

  /** Whether a reply is one JSON object with an error of this code. */
  static boolean isError(Reply reply, int code) {
    boolean isJson = reply.header("Content-Type").filter("application/json"::equals).isPresent();
    try {
      JsonObject error = StrictJson.object(reply.body()).getAsJsonObject("error");
      return isJson
          && error != null
          && error.get("code").getAsInt() == code
          && !error.get("message").getAsString().isBlank();
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      return false;
    }
  }
}
