package frontend;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads the bodies of requests: small ones, within a time, and framed beyond doubt. */
final class BodyReader {
  /** An order is small. */
  static final int MAX_BYTES = 4 * 1024;

  /** Somewhat less than the JDK's server gives a whole request, which it ends without a reply. */
  static final long MAX_MILLIS = 4000;

  private static final Reply TOO_LARGE =
      Reply.error(413, "the body is larger than " + MAX_BYTES + " bytes").closing();

  private static final Reply BAD_LENGTH =
      Reply.error(400, "Content-Length must be digits only").closing();

  private static final Optional<byte[]> NONE = Optional.of(new byte[0]);

  private final ScheduledExecutorService timer;

  BodyReader(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /**
   * The body, without any bytes if there is none; or nothing if {@code late} was run.
   *
   * @param late is run, by the timer's thread, if the body does not come in time
   * @throws RefusedException if it is too large, or of a length that another server may understand
   *     differently
   */
  Optional<byte[]> read(HttpExchange exchange, Runnable late) throws IOException, RefusedException {
    Headers headers = exchange.getRequestHeaders();
    String length = headers.getFirst("Content-Length");
    if (length == null && !headers.containsKey("Transfer-Encoding")) {
      exchange.getRequestBody().read(); // So the JDK's server knows that nothing is left to drain.
      return NONE;
    }
    if (length != null && !isDigits(length)) {
      throw new RefusedException(BAD_LENGTH);
    }
    if (length != null && Long.parseLong(length) > MAX_BYTES) {
      throw new RefusedException(TOO_LARGE); // The JDK's server has seen that it fits a long.
    }
    InputStream in = exchange.getRequestBody();
    boolean isHere = length != null && in.available() >= Long.parseLong(length);
    Optional<byte[]> body = isHere ? Optional.of(in.readNBytes(MAX_BYTES + 1)) : await(in, late);
    if (body.isPresent() && body.get().length > MAX_BYTES) {
      throw new RefusedException(TOO_LARGE);
    }
    return body;
  }

  private Optional<byte[]> await(InputStream in, Runnable late) throws IOException {
    AtomicBoolean decided = new AtomicBoolean();
    ScheduledFuture<?> tooLate =
        timer.schedule(
            () -> {
              if (decided.compareAndSet(false, true)) {
                late.run();
              }
            },
            MAX_MILLIS,
            TimeUnit.MILLISECONDS);
    try {
      byte[] body = in.readNBytes(MAX_BYTES + 1);
      return decided.compareAndSet(false, true) ? Optional.of(body) : Optional.empty();
    } catch (IOException e) {
      if (decided.compareAndSet(false, true)) {
        throw e;
      }
      return Optional.empty(); // The reply to the late one has closed the connection.
    } finally {
      tooLate.cancel(false);
    }
  }

  private static boolean isDigits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
