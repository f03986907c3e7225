package load;

import http.Reply;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One keep-alive connection that carries one request at a time; opened again when it was lost. Its
 * client is told of each request's end exactly once: it is replied, lost, or wrong.
 */
final class ClientConnection {
  private final InetSocketAddress address;
  private final Client client;
  private ByteBuffer in = ByteBuffer.allocate(1024);
  private ByteBuffer out;
  private SocketChannel channel;
  private SelectionKey key;
  private boolean awaitsReply;

  ClientConnection(InetSocketAddress address, Client client) {
    this.address = address;
    this.client = client;
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
      int interest = connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT;
      key = channel.register(selector, interest, this);
      if (connected) {
        client.connected();
      }
    } catch (IOException e) {
      lose(Outcome.NOT_CONNECTED);
    }
  }

  /** Sends a request on the open connection. */
  void send(String request) {
    in.clear();
    awaitsReply = true;
    out = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
    try {
      write();
    } catch (IOException e) {
      lose(Outcome.RESET);
    }
  }

  /** The selector found something to do. */
  void ready() {
    try {
      if (!channel.isConnected()) {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        client.connected();
      } else if (key.isWritable()) {
        write();
      } else {
        read();
      }
    } catch (ProtocolException e) {
      client.wrong(e.getMessage(), received());
    } catch (ConnectException e) {
      lose(Outcome.NOT_CONNECTED);
    } catch (IOException e) {
      lose(Outcome.RESET);
    }
  }

  private void write() throws IOException {
    channel.write(out);
    int wanted = out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  private void read() throws IOException {
    if (!in.hasRemaining()) {
      in = ByteBuffer.allocate(2 * in.capacity()).put(in.flip());
    }
    if (channel.read(in) < 0) {
      lose(Outcome.CLOSED);
      return;
    }
    if (!awaitsReply) {
      throw new ProtocolException("bytes that nobody asked for");
    }
    Optional<Reply> reply = Reply.parse(in.array(), in.position(), false);
    if (reply.isPresent()) {
      replied(reply.get());
    }
  }

  private void replied(Reply reply) throws ProtocolException {
    if (reply.size() < in.position()) {
      throw new ProtocolException("more bytes than the Content-Length says");
    }
    awaitsReply = false;
    if (reply.closes()) {
      close();
    }
    client.replied(reply);
  }

  /** What came since the last request was sent, for a person to read. */
  String received() {
    return new String(in.array(), 0, in.position(), StandardCharsets.UTF_8);
  }

  /** Gives up the request in hand. */
  void timeOut() {
    lose(Outcome.TIMEOUT);
  }

  private void lose(Outcome why) {
    boolean isAwaited = awaitsReply || !isOpen();
    awaitsReply = false;
    close();
    if (isAwaited) {
      client.lost(why);
    }
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
}
