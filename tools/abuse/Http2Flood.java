package abuse;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A gRPC client without manners: it makes calls one after the other whatever the server allows, and
 * gives the replies no window, so that the server has to keep them. Frames by hand (RFC 9113, RFC
 * 7541), since no library sends such.
 */
final class Http2Flood implements Closeable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int CANCEL = 8;

  private static final int MAX_FRAME = 16_384;

  /** That a connection and each of its streams begin with. */
  private static final int FIRST_WINDOW = 65_535;

  /** A message that is not compressed, of 0 bytes. */
  private static final byte[] EMPTY_MESSAGE = {0, 0, 0, 0, 0};

  private final Socket socket = new Socket();
  private final DataOutputStream out;
  private final Thread drain = new Thread(this::drain, "http2-drain");
  private final Semaphore window = new Semaphore(FIRST_WINDOW);
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger statuses = new AtomicInteger();
  private final byte[] headers;
  private volatile boolean ended;
  private int nextStream = 1;

  /**
   * Connects.
   *
   * @param method {@code /package.Service/Method}, called with an empty message
   */
  Http2Flood(int port, String method) throws IOException {
    headers = headers(method);
    socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
    out = new DataOutputStream(socket.getOutputStream());
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    ByteArrayOutputStream settings = new ByteArrayOutputStream();
    DataOutputStream setting = new DataOutputStream(settings);
    setting.writeShort(INITIAL_WINDOW_SIZE);
    setting.writeInt(0);
    writeFrame(SETTINGS, 0, 0, settings.toByteArray());
    drain.setDaemon(true);
    drain.start();
  }

  /**
   * Makes a call.
   *
   * @throws IOException if the server has ended the connection
   */
  void call() throws IOException {
    // One write for all frames: the flood is to be fast.
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    DataOutputStream frame = new DataOutputStream(frames);
    writeFrame(frame, HEADERS, END_HEADERS, nextStream, headers);
    writeFrame(frame, DATA, END_STREAM, nextStream, EMPTY_MESSAGE);
    out.write(frames.toByteArray());
    nextStream += 2;
  }

  /**
   * Begins a call whose message does not come to its end.
   *
   * @param length that it says it has; it must fit a new stream's window
   * @throws IOException if the server takes no more
   */
  void beginCall(int length) throws IOException {
    beginStream();
    send(length, new byte[length - 1]);
  }

  /** Begins a stream, on which {@link #send} sends messages. */
  void beginStream() throws IOException {
    nextStream += 2;
    writeFrame(HEADERS, END_HEADERS, nextStream - 2, headers);
  }

  /**
   * Sends a message on the stream begun last.
   *
   * @param length that it says it has
   * @throws IOException if the server takes no more
   */
  void send(int length, byte[] message) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(EMPTY_MESSAGE.length + message.length);
    bytes.put((byte) 0).putInt(length).put(message);
    for (int from = 0; from < bytes.capacity(); from += MAX_FRAME) {
      int to = Math.min(bytes.capacity(), from + MAX_FRAME);
      awaitWindow(to - from);
      writeFrame(DATA, 0, nextStream - 2, Arrays.copyOfRange(bytes.array(), from, to));
    }
  }

  private void awaitWindow(int bytes) throws IOException {
    try {
      if (!window.tryAcquire(bytes, 5, TimeUnit.SECONDS)) {
        throw new IOException("no window for more");
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  /** Cancels the call made last. */
  void cancel() throws IOException {
    writeFrame(RST_STREAM, 0, nextStream - 2, new byte[] {0, 0, 0, CANCEL});
  }

  /** Calls that the server did not take. */
  int refused() {
    return refused.get();
  }

  /** Calls that the server answered with a status and no message. */
  int statuses() {
    return statuses.get();
  }

  /** Whether the server has ended the connection. */
  boolean ended() {
    return ended;
  }

  private void writeFrame(int type, int flags, int stream, byte[] payload) throws IOException {
    writeFrame(out, type, flags, stream, payload);
  }

  private static void writeFrame(
      DataOutputStream out, int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeInt(payload.length << 8 | type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
  }

  /** HPACK: names and values of the static table by their numbers, all else as plain literals. */
  private static byte[] headers(String method) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x80 | 3); // :method: POST
    block.write(0x80 | 6); // :scheme: http
    block.write(4); // :path
    writeText(block, method);
    block.write(1); // :authority
    writeText(block, "127.0.0.1");
    block.write(0x0f); // content-type, 31 = 15 + 16
    block.write(16);
    writeText(block, "application/grpc");
    block.write(0); // a name that is not in the table
    writeText(block, "te");
    writeText(block, "trailers");
    return block.toByteArray();
  }

  /** A length below 127 is one byte, and the text is not Huffman-coded. */
  private static void writeText(ByteArrayOutputStream block, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    block.write(bytes.length);
    block.write(bytes);
  }

  private void drain() {
    try (InputStream raw = socket.getInputStream()) {
      DataInputStream in = new DataInputStream(raw);
      while (true) {
        int lengthAndType = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(lengthAndType >>> 8);
        switch (lengthAndType & 0xff) {
          case HEADERS -> statuses.addAndGet((flags & END_STREAM) != 0 ? 1 : 0);
          case WINDOW_UPDATE -> window.release(stream == 0 ? ByteBuffer.wrap(payload).getInt() : 0);
          case RST_STREAM -> refused.incrementAndGet();
          case GOAWAY -> ended = true;
          default -> {}
        }
      }
    } catch (IOException e) {
      ended = true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
