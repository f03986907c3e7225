package bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Connections that a server could do without: idle ones that had a reply and are kept open, and
 * slow senders that send a byte of a request every 100 ms and begin anew when they are cut off.
 */
final class Nuisance implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;

  private final int port;
  private final List<Socket> idle = new ArrayList<>();
  private final Socket[] slow;
  private final Thread sender = new Thread(this::send, "slow-senders");
  private volatile boolean closed;

  /** Opens them. */
  Nuisance(int port, int idleConnections, int slowSenders) throws IOException {
    this.port = port;
    byte[] request =
        "GET /products HTTP/1.1\r\nHost: idle\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < idleConnections; i++) {
      Socket socket = connect();
      idle.add(socket);
      socket.getOutputStream().write(request);
      if (socket.getInputStream().read() < 0) {
        throw new IOException("the server closed idle connection " + i);
      }
    }
    slow = new Socket[slowSenders];
    sender.setDaemon(true);
    sender.start();
  }

  /** How many of the idle connections the server has closed. */
  long idleConnectionsLost() throws IOException {
    long lost = 0;
    for (Socket socket : idle) {
      socket.setSoTimeout(1);
      try {
        int next = 0;
        while (next >= 0) {
          next = socket.getInputStream().read();
        }
        lost++;
      } catch (SocketTimeoutException e) {
        // Open, and nothing more to read.
      }
    }
    return lost;
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private void send() {
    try {
      while (!closed) {
        for (int i = 0; i < slow.length; i++) {
          slow[i] = sendByte(slow[i]);
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** The socket to go on with: null when the server cut it off. */
  private Socket sendByte(Socket open) {
    try {
      Socket socket = open == null ? connect() : open;
      socket.getOutputStream().write('G');
      return socket;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    sender.interrupt();
    for (Socket socket : idle) {
      socket.close();
    }
    for (Socket socket : slow) {
      if (socket != null) {
        socket.close();
      }
    }
  }
}
