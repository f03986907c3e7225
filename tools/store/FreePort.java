package store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports below the range that systems give to outgoing connections. A port of that range would
 * not do: while the service that has it is down, any client's connection may be given it, even the
 * connection that tries to reach the service, which then talks to itself; and the service could not
 * be started again.
 */
public final class FreePort {
  private static final int FIRST = 20_000;
  private static final int LAST = 29_999;
  private static final int TRIES = 1_000;

  /** That were found: whoever looked for one may not use it yet. */
  private static final Set<Integer> FOUND = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  /** One that this process has not found before. */
  public static int find() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
      if (isFree(port) && FOUND.add(port)) {
        return port;
      }
    }
    throw new IOException("no free port from " + FIRST + " to " + LAST + " on 127.0.0.1");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
