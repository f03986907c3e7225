package frontend;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Reads requests: small ones, within a time, and only those that every server would understand in
 * the same way. What the JDK's parser lets through is looked at once more.
 */
final class RequestReader {
  /** An order is small. */
  static final int MAX_BYTES = 4 * 1024;

  /** Somewhat less than the JDK's server gives a whole request, which it ends without a reply. */
  static final long MAX_MILLIS = 4000;

  private static final Reply TOO_LARGE =
      refusal(413, "the body is larger than " + MAX_BYTES + " bytes");

  private static final Reply BAD_LENGTH = refusal(400, "Content-Length must be digits only");
  private static final Reply BAD_VERSION = refusal(505, "this is an HTTP/1.1 server");
  private static final Reply BAD_HOST = refusal(400, "there must be one Host field");
  private static final Reply BAD_FIELD = refusal(400, "a header field has a control character");
  private static final Reply BAD_BODY = refusal(400, "the body is cut off, or badly chunked");

  private static final Optional<byte[]> NONE = Optional.of(new byte[0]);

  private final ScheduledExecutorService timer;
  private final Consumer<InetAddress> sender;

  private static Reply refusal(int status, String message) {
    return Reply.error(status, message).closing();
  }

  /**
   * @param sender is told whose body is waited for
   */
  RequestReader(ScheduledExecutorService timer, Consumer<InetAddress> sender) {
    this.timer = timer;
    this.sender = sender;
  }

  /**
   * The body of a request whose head has come, without any bytes if there is none; or nothing if
   * {@code late} was run.
   *
   * @param late is run, by the timer's thread, if the body does not come in time
   * @throws RefusedException if the body is too large, or another server might understand the
   *     request differently
   */
  Optional<byte[]> read(HttpExchange exchange, Runnable late) throws IOException, RefusedException {
    Headers headers = exchange.getRequestHeaders();
    check(exchange.getProtocol(), headers);
    String length = headers.getFirst("Content-Length");
    if (length == null && !headers.containsKey("Transfer-Encoding")) {
      exchange.getRequestBody().read(); // So the JDK's server knows that nothing is left to drain.
      return NONE;
    }
    if (length != null && Long.parseLong(length) > MAX_BYTES) {
      throw new RefusedException(TOO_LARGE); // The JDK's server has seen that it fits a long.
    }
    InputStream in = exchange.getRequestBody();
    boolean isHere = length != null && in.available() >= Long.parseLong(length);
    Optional<byte[]> body;
    try {
      if (isHere) {
        body = Optional.of(in.readNBytes(MAX_BYTES + 1));
      } else {
        sender.accept(exchange.getRemoteAddress().getAddress());
        body = await(in, late);
      }
    } catch (ClosedChannelException | SocketException e) {
      throw e;
    } catch (IOException e) {
      throw new RefusedException(BAD_BODY); // So says the JDK's server of bad chunks.
    }
    if (body.isPresent() && body.get().length > MAX_BYTES) {
      throw new RefusedException(TOO_LARGE);
    }
    return body;
  }

  private static void check(String protocol, Headers headers) throws RefusedException {
    boolean older = protocol.equals("HTTP/1.0");
    if (!older && !protocol.equals("HTTP/1.1")) {
      throw new RefusedException(BAD_VERSION);
    }
    List<String> hosts = headers.getOrDefault("Host", List.of());
    if (hosts.size() > 1 || hosts.isEmpty() && !older) {
      throw new RefusedException(BAD_HOST);
    }
    for (List<String> values : headers.values()) {
      for (String value : values) {
        if (hasControlCharacter(value)) {
          throw new RefusedException(BAD_FIELD);
        }
      }
    }
    String length = headers.getFirst("Content-Length");
    if (length != null && !isDigits(length)) {
      throw new RefusedException(BAD_LENGTH);
    }
  }

  private static boolean hasControlCharacter(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' && value.charAt(i) != '\t' || value.charAt(i) == 0x7f) {
        return true;
      }
    }
    return false;
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
