package abuse;

import http.Reply;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** A connection of a {@link Swarm}; used by the swarm's thread alone. */
final class SwarmMember implements Closeable {
  /** Stands for the status of what is no reply of HTTP/1.1. */
  private static final int NO_HTTP = 0;

  /** Of members that do not read, so that the store notices it soon. */
  private static final int SMALL_BUFFER = 1024;

  private final int number;
  private final Habit habit;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final IntConsumer onReply;
  private final long start = System.nanoTime();
  private ByteBuffer out;
  private int timesLeft;
  private long nextByte = start;
  private byte[] received = {};
  private int length;

  /**
   * Begins to connect.
   *
   * @param number in the swarm
   * @param from the address to come from
   * @param onReply is given the status of each reply
   */
  SwarmMember(
      int number,
      InetSocketAddress from,
      InetSocketAddress to,
      Selector selector,
      Habit habit,
      IntConsumer onReply)
      throws IOException {
    this.number = number;
    this.habit = habit;
    this.onReply = onReply;
    this.out = ByteBuffer.wrap(habit.bytes());
    this.timesLeft = habit.times() - 1;
    channel = SocketChannel.open();
    try {
      if (!habit.reads()) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
      }
      channel.bind(from);
      channel.configureBlocking(false);
      channel.connect(to);
      key = channel.register(selector, SelectionKey.OP_CONNECT, this);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  int number() {
    return number;
  }

  boolean isConnecting() {
    return channel.isConnectionPending();
  }

  /** How long the connection has been there. */
  long ageMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  /**
   * Does what can be done at once.
   *
   * @throws IOException if the store has ended the connection
   */
  void proceed(ByteBuffer scratch) throws IOException {
    if (key.isConnectable()) {
      channel.finishConnect();
    } else if (key.isReadable()) {
      read(scratch);
    }
    if (habit.pauseMillis() == 0) {
      write();
    }
    awaitMore();
  }

  private void awaitMore() {
    boolean more = habit.pauseMillis() == 0 && (out.hasRemaining() || timesLeft > 0);
    key.interestOps(
        (habit.reads() ? SelectionKey.OP_READ : 0) | (more ? SelectionKey.OP_WRITE : 0));
  }

  /** Once, lest a store that takes everything keep the swarm's thread from its other members. */
  private void write() throws IOException {
    if (!out.hasRemaining() && timesLeft > 0) {
      out.rewind();
      timesLeft--;
    }
    if (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** Sends the next byte if it is time for it. */
  void trickle() throws IOException {
    long now = System.nanoTime();
    if (habit.pauseMillis() > 0 && channel.isConnected() && out.hasRemaining() && now > nextByte) {
      nextByte = now + TimeUnit.MILLISECONDS.toNanos(habit.pauseMillis());
      channel.write(ByteBuffer.wrap(new byte[] {out.get()}));
    }
  }

  private void read(ByteBuffer scratch) throws IOException {
    scratch.clear();
    int count = channel.read(scratch);
    if (count < 0) {
      throw new IOException("ended by the store");
    }
    received = Arrays.copyOf(received, Math.max(received.length, length + count));
    scratch.flip().get(received, length, count);
    length += count;
    try {
      Optional<Reply> reply = Reply.parse(received, length, false);
      while (reply.isPresent()) {
        take(reply.get());
        reply = Reply.parse(received, length, false);
      }
    } catch (ProtocolException e) {
      length = 0;
      onReply.accept(NO_HTTP);
    }
  }

  private void take(Reply reply) throws IOException {
    length -= reply.size();
    // Not kept: thousands of members must fit into memory.
    received = Arrays.copyOfRange(received, reply.size(), reply.size() + length);
    onReply.accept(reply.status());
    if (habit.asksAgain() && !reply.closes()) {
      out = ByteBuffer.wrap(habit.bytes());
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
