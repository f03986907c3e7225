package store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * A network between a client and a server: connections to its own port go on to the server's. It
 * can swallow what comes back, so that a call is done and its reply is lost, or all that is sent.
 */
public final class LossyLink implements Closeable {
  private final ServerSocket listener;
  private final IntSupplier target;
  private final Set<Socket> sockets = new HashSet<>();
  private boolean swallowing;
  private boolean cut;
  private long swallowed;

  /** Goes to that port of this machine; it is asked for at each new connection. */
  public LossyLink(IntSupplier target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** The port for the client. */
  public int port() {
    return listener.getLocalPort();
  }

  /** From now on nothing comes back from the server; to the client it looks very slow. */
  public synchronized void swallowReplies() {
    swallowing = true;
    swallowed = 0;
  }

  /** From now on nothing arrives in either direction, and nobody is told. */
  public synchronized void cut() {
    cut = true;
  }

  /** Whether something that the server said was swallowed. */
  public synchronized boolean hasSwallowed() {
    return swallowed > 0;
  }

  /** Breaks all connections; new ones are whole again. */
  public synchronized void breakConnections() {
    swallowing = false;
    cut = false;
    sockets.forEach(LossyLink::closeQuietly);
    sockets.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        connect(client);
      }
    } catch (IOException e) {
      breakConnections();
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target.getAsInt());
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      synchronized (this) {
        sockets.add(client);
        sockets.add(server);
      }
      daemon(() -> pump(client, server, false));
      daemon(() -> pump(server, client, true));
    } catch (IOException e) {
      closeQuietly(client);
    }
  }

  private void pump(Socket from, Socket to, boolean replies) {
    byte[] buffer = new byte[1 << 14];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int count;
      while ((count = in.read(buffer)) >= 0) {
        if (!swallow(replies, count)) {
          out.write(buffer, 0, count);
        }
      }
    } catch (IOException e) {
      // Broken, as ordered or by an end.
    }
    if (swallow(replies, 0)) {
      return; // Nothing arrives, not even that the other side is gone.
    }
    closeQuietly(from);
    closeQuietly(to);
  }

  private synchronized boolean swallow(boolean replies, int count) {
    boolean swallow = cut || replies && swallowing;
    if (swallow && replies) {
      swallowed += count;
    }
    return swallow;
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "lossy-link");
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    breakConnections();
  }
}
