package bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DelayedLinkTest {
  /** After this byte the server hangs up. */
  private static final byte LAST = 4;

  /** Sends everything back. */
  @AutoClose private final ServerSocket echo = listen();

  @AutoClose private final DelayedLink link = new DelayedLink(echo.getLocalPort());

  DelayedLinkTest() throws IOException {}

  private static ServerSocket listen() throws IOException {
    ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> echo(listener), "echo");
    thread.setDaemon(true);
    thread.start();
    return listener;
  }

  private static void echo(ServerSocket listener) {
    try {
      while (true) {
        Socket socket = listener.accept();
        Thread thread = new Thread(() -> echo(socket), "echo");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      byte[] buffer = new byte[64 * 1024];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        boolean last = buffer[count - 1] == LAST;
        out.write(buffer, 0, last ? count - 1 : count);
        if (last) {
          return;
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private Socket connect() throws IOException {
    String host = link.host();
    return new Socket(
        InetAddress.getLoopbackAddress(), Integer.parseInt(host.replaceFirst(".*:", "")));
  }

  @Test
  void whatIsSent_arrivesWhole_afterTheRoundTrip() throws Exception {
    link.setRoundTripMillis(60);
    byte[] sent = new byte[300_000];
    new Random(1).nextBytes(sent);
    for (int i = 0; i < sent.length; i++) {
      sent[i] |= 1; // Never the last byte.
    }
    byte[] back = new byte[sent.length];
    try (Socket socket = connect()) {
      long start = System.nanoTime();
      Thread sender =
          new Thread(
              () -> {
                try {
                  socket.getOutputStream().write(sent);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      sender.start();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readFully(back, 0, 1);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      assertTrue(millis >= 60, millis + " ms");
      in.readFully(back, 1, back.length - 1);
      assertArrayEquals(sent, back);
      sender.join();
    }
  }

  @Test
  void endOfTheServersSide_reachesTheClient_afterWhatItSaid() throws Exception {
    link.setRoundTripMillis(20);
    try (Socket socket = connect()) {
      socket.getOutputStream().write(new byte[] {7, LAST});
      assertEquals(7, socket.getInputStream().read());
      assertEquals(-1, socket.getInputStream().read());
    }
  }
}
