package load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of one request; reused for the next, so that a request allocates nothing. */
final class RequestBuffer {
  private ByteBuffer buffer = ByteBuffer.allocate(512);

  void clear() {
    buffer.clear();
  }

  RequestBuffer put(byte[] bytes) {
    if (buffer.remaining() < bytes.length) {
      ByteBuffer larger = ByteBuffer.allocate(2 * (buffer.position() + bytes.length));
      buffer = larger.put(buffer.flip());
    }
    buffer.put(bytes);
    return this;
  }

  RequestBuffer put(String ascii) {
    return put(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  /** What has been put, ready to be written. */
  ByteBuffer flip() {
    return buffer.flip();
  }

  /** A copy of what has been put. */
  byte[] bytes() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /** What was put last, for a person to read; only after {@link #flip}. */
  @Override
  public String toString() {
    return new String(buffer.array(), 0, buffer.limit(), StandardCharsets.UTF_8);
  }
}
