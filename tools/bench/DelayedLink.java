package bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A network between a client and a server of this machine that takes its time: what either side
 * sends arrives later, in order, and nothing is lost. It stands in for the kernel's netem, which
 * not every machine has. Setting up a connection takes no longer than without it.
 */
final class DelayedLink implements Closeable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final byte[] END = {};

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile long delayNanos;

  /** Bytes on their way, and when they arrive. */
  private record Parcel(byte[] bytes, long due) {}

  /** Leads to a port of this machine, at first without delay. */
  DelayedLink(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** Where clients find the server. */
  String host() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** From now on there and back takes so long. */
  void setRoundTripMillis(double millis) {
    delayNanos = Math.round(millis * TimeUnit.MILLISECONDS.toNanos(1) / 2);
  }

  private void accept() {
    try {
      while (true) {
        connect(listener.accept());
      }
    } catch (IOException e) {
      close();
    }
  }

  private void connect(Socket client) throws IOException {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      carry(client, server);
      carry(server, client);
    } catch (IOException e) {
      client.close(); // Nobody listens there.
    }
  }

  private void carry(Socket from, Socket to) throws IOException {
    from.setTcpNoDelay(true);
    sockets.add(from);
    BlockingQueue<Parcel> onTheWay = new LinkedBlockingQueue<>();
    daemon(() -> collect(from, onTheWay));
    daemon(() -> deliver(onTheWay, to));
  }

  private void collect(Socket from, BlockingQueue<Parcel> onTheWay) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        onTheWay.add(new Parcel(Arrays.copyOf(buffer, count), System.nanoTime() + delayNanos));
      }
    } catch (IOException e) {
      // The end, in another way.
    }
    onTheWay.add(new Parcel(END, System.nanoTime() + delayNanos));
  }

  private void deliver(BlockingQueue<Parcel> onTheWay, Socket to) {
    try (to) {
      OutputStream out = to.getOutputStream();
      Parcel next = onTheWay.take();
      while (next.bytes() != END) {
        awaitMoment(next.due());
        out.write(next.bytes());
        next = onTheWay.take();
      }
      awaitMoment(next.due());
    } catch (IOException e) {
      // The other side has gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(to);
    }
  }

  private static void awaitMoment(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "delayed-link");
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends it, and all connections over it. */
  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
