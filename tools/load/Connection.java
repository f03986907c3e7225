package load;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One keep-alive connection that carries one request at a time; opened again when it was lost. */
final class Connection {
  /** Who is told what became of a request. Exactly one call for each request. */
  interface Listener {
    /** Connected, which {@link #open} asked for. */
    void connected();

    void replied(ReplyParser reply);

    /** Not connected, or the connection was lost before the reply was there. */
    void lost(Outcome why);

    /** What came back is no reply to the request; {@code received} is all of it. */
    void wrong(String reason, String received);
  }

  private static final int LONGEST_SHOWN = 4096;

  private final InetSocketAddress address;
  private final Listener listener;
  private final ReplyParser parser = new ReplyParser();
  private ByteBuffer in = ByteBuffer.allocate(1024);
  private SocketChannel channel;
  private SelectionKey key;
  private ByteBuffer out;
  private boolean awaitsReply;

  Connection(InetSocketAddress address, Listener listener) {
    this.address = address;
    this.listener = listener;
  }

  boolean isOpen() {
    return channel != null && channel.isConnected();
  }

  /** Begins to connect. */
  void open(Selector selector) {
    try {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      boolean connected = channel.connect(address);
      key = channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
      key.attach(this);
      if (connected) {
        listener.connected();
      }
    } catch (IOException e) {
      lose(Outcome.NOT_CONNECTED);
    }
  }

  /** Sends a request on the open connection. */
  void send(ByteBuffer request) {
    parser.reset();
    in.clear();
    awaitsReply = true;
    out = request;
    try {
      write();
    } catch (IOException e) {
      lose(outcomeOf(e));
    }
  }

  /** The selector found something to do. */
  void ready() {
    try {
      if (!channel.isConnected()) {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        listener.connected();
      } else if (key.isWritable()) {
        write();
      } else {
        read();
      }
    } catch (IOException e) {
      lose(outcomeOf(e));
    }
  }

  /** Gives the request up. */
  void timeOut() {
    lose(Outcome.TIMEOUT);
  }

  void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Closed or not, the socket is of no use any more and nobody waits for it.
    }
    channel = null;
  }

  /** The bytes of the reply in work, for a person to read. */
  String received() {
    int length = Math.min(in.position(), LONGEST_SHOWN);
    String shown = new String(in.array(), 0, length, StandardCharsets.UTF_8);
    return length < in.position() ? shown + "..." : shown;
  }

  private void write() throws IOException {
    channel.write(out);
    int wanted = out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  private void read() throws IOException {
    if (!awaitsReply) {
      in.clear();
    } else if (!in.hasRemaining()) {
      in = ByteBuffer.allocate(2 * in.capacity()).put(in.flip());
    }
    if (channel.read(in) < 0) {
      lose(Outcome.CLOSED);
      return;
    }
    boolean whole;
    try {
      whole = awaitsReply && parser.parse(in.array(), in.position());
    } catch (WrongReplyException e) {
      listener.wrong(e.getMessage(), received());
      return;
    }
    if (!awaitsReply) {
      listener.wrong("bytes that nobody asked for", received());
    } else if (whole) {
      awaitsReply = false;
      if (parser.closes()) {
        close();
      }
      listener.replied(parser);
    }
  }

  private void lose(Outcome why) {
    boolean connecting = channel == null || !channel.isConnected();
    boolean awaited = awaitsReply || connecting;
    awaitsReply = false;
    close();
    if (awaited) {
      listener.lost(why);
    }
  }

  private static Outcome outcomeOf(IOException e) {
    return e instanceof ConnectException ? Outcome.NOT_CONNECTED : Outcome.RESET;
  }
}
