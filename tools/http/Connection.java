package http;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A client's keep-alive connection whose caller waits for each reply. It sends a request exactly
 * once, where an HTTP library would repeat some of them by itself. For one thread.
 */
public final class Connection implements Closeable {
  /** A part of a reply came, and then the end of the connection. */
  public static final class CutOffException extends IOException {
    private static final long serialVersionUID = 1;

    CutOffException(String received, IOException cause) {
      super("cut off after: " + received, cause);
    }
  }

  private final Socket socket = new Socket();
  private byte[] received = new byte[2048];
  private int length;

  /**
   * Connects.
   *
   * @param timeoutMillis to connect, and later to wait for the next bytes of a reply
   */
  public Connection(InetSocketAddress address, int timeoutMillis) throws IOException {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(timeoutMillis);
      socket.connect(address, timeoutMillis);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Connects to a port of this machine. */
  public static Connection toLocal(int port, int timeoutMillis) throws IOException {
    return new Connection(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
  }

  /** Sets how long to wait for the next bytes of a reply, from now on. */
  public void timeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  /** Sends a whole request, or a part of one. */
  public void send(String request) throws IOException {
    send(request.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends bytes as they are. */
  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /**
   * Waits for a reply. Empty if the connection ends, in whatever way, before its first byte.
   *
   * @param toHead as for {@link Reply#parse}
   * @throws SocketTimeoutException if the next bytes do not come in time
   * @throws CutOffException if the connection ends within the reply
   * @throws ProtocolException if what comes is no reply
   */
  public Optional<Reply> receive(boolean toHead) throws IOException {
    Optional<Reply> reply = Reply.parse(received, length, toHead);
    while (reply.isEmpty()) {
      if (!readMore()) {
        return Optional.empty();
      }
      reply = Reply.parse(received, length, toHead);
    }
    length -= reply.get().size();
    System.arraycopy(received, reply.get().size(), received, 0, length);
    return reply;
  }

  private boolean readMore() throws IOException {
    if (length == received.length) {
      received = Arrays.copyOf(received, 2 * length);
    }
    int count;
    try {
      count = socket.getInputStream().read(received, length, received.length - length);
    } catch (SocketException e) {
      return ended(e);
    }
    length += Math.max(0, count);
    return count >= 0 || ended(null);
  }

  private boolean ended(SocketException why) throws CutOffException {
    if (length > 0) {
      throw new CutOffException(text(), why);
    }
    return false;
  }

  private String text() {
    return new String(received, 0, length, StandardCharsets.UTF_8);
  }

  /** Closes this side's half of the connection: nothing more will be sent. */
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Whether something has come that was not received yet; does not wait for it. */
  public boolean hasInput() throws IOException {
    return length > 0 || socket.getInputStream().available() > 0;
  }

  /** Whether the other side has ended the connection; does not wait for that. */
  public boolean isAtEnd() throws IOException {
    int timeout = socket.getSoTimeout();
    socket.setSoTimeout(1);
    try {
      return !readMore();
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout(timeout);
    }
  }

  /** All that comes until the connection ends, in whatever way. */
  public String readToEnd() throws IOException {
    try {
      while (readMore()) {}
    } catch (CutOffException e) {
      // The end that was waited for.
    }
    String all = text();
    length = 0;
    return all;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
