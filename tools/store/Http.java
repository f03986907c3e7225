package store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One small question to a server that may not be there yet. */
public final class Http {
  private static final int TIMEOUT_MILLIS = 5_000;

  private Http() {}

  /** Whether {@code GET path} on this port of 127.0.0.1 is answered with status 200. */
  public static boolean answers200(int port, String path) {
    return answers200("127.0.0.1", port, path);
  }

  /** Whether {@code GET path} on this host and port is answered with status 200. */
  static boolean answers200(String host, int port, String path) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String reply = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      return reply.startsWith("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }
}
