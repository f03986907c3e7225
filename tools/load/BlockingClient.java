package load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** One keep-alive connection whose caller waits for each reply; checks the status only. */
final class BlockingClient implements AutoCloseable {
  private final Socket socket = new Socket();
  private final OutputStream out;
  private final InputStream in;
  private final ReplyParser parser = new ReplyParser();
  private final byte[] received = new byte[64 * 1024];

  BlockingClient(InetSocketAddress address) throws IOException {
    socket.connect(address);
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
    in = socket.getInputStream();
  }

  /** Sends a whole request and waits for the reply, which must have status 200. */
  Void ask(byte[] request) throws IOException {
    out.write(request);
    parser.reset();
    int length = 0;
    do {
      int count = in.read(received, length, received.length - length);
      if (count < 0) {
        throw new IOException("the connection was closed without a reply");
      }
      length += count;
    } while (!parser.parse(received, length));
    if (parser.status() != 200) {
      throw new WrongReplyException("status " + parser.status() + ": " + parser.body());
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
