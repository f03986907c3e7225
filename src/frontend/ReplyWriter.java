package frontend;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes replies. A small one, which the socket takes at once unless its client does not read, is
 * written by the thread that has it; if that has to wait, the client is soon cut off. A large one
 * may wait for any client, and is written by another thread where there is one left.
 */
final class ReplyWriter {
  /** More than any socket is sure to take. */
  private static final int LARGE_BYTES = 16 * 1024;

  private static final int MAX_THREADS = 32;

  /** A little shorter than the truth, so that no client sends on a connection that is ending. */
  private static final String KEEP_ALIVE = "timeout=" + (FrontendService.IDLE_SECONDS - 5);

  /**
   * In looks of the watch: 250 ms, but 30 ms for a second after somebody had to be cut off, so that
   * clients who never read cannot keep the workers waiting in turns; 10 s for those who keep no
   * worker waiting.
   */
  private static final int PATIENCE = 25;

  private static final int SHORT_PATIENCE = 3;
  private static final int WARY_LOOKS = 100;

  private static final int LONG_PATIENCE = 1000;

  /** The JDK's server keeps a buffer of twice the longest write for each connection. */
  private static final int SLICE_BYTES = 4 * 1024;

  private final ThreadPoolExecutor writers =
      new ThreadPoolExecutor(
          0,
          MAX_THREADS,
          5,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> {
            Thread thread = new Thread(task, "writer");
            thread.setDaemon(true);
            return thread;
          });

  /** What stands between the end of a reply and the end of its connection. */
  private static final int MAX_DISCARDED_BYTES = 128 * 1024 * 1024;

  private static final Reply TOO_MANY =
      Reply.unavailable("too many large replies are on their way, try again soon");

  private final Budget largeReplies;

  /** How many clients get these bytes now. */
  private final IdentityHashMap<byte[], Integer> large = new IdentityHashMap<>();

  ReplyWriter(Budget largeReplies) {
    this.largeReplies = largeReplies;
  }

  private record Write(ClientWait client, int patience) {}

  /** Looks until nobody was cut off for a second; used by the watch alone. */
  private int wary;

  private final Set<Write> writes = ConcurrentHashMap.newKeySet();

  /**
   * Writes a reply and ends the exchange, now or soon.
   *
   * @param done gets null, or why the client has no whole reply
   */
  void write(HttpExchange exchange, Reply reply, Consumer<Exception> done) {
    int bytes = reply.body().length;
    if (bytes <= LARGE_BYTES) {
      done.accept(write(exchange, reply, false, PATIENCE));
    } else if (takeLarge(reply.body())) {
      elsewhere(
          exchange,
          reply,
          false,
          failure -> {
            giveLarge(reply.body());
            done.accept(failure);
          });
    } else {
      done.accept(write(exchange, TOO_MANY, false, PATIENCE));
    }
  }

  /** Many clients may get the same bytes, which are there once. */
  private boolean takeLarge(byte[] body) {
    synchronized (large) {
      if (!large.containsKey(body) && !largeReplies.take(body.length)) {
        return false;
      }
      large.merge(body, 1, Integer::sum);
      return true;
    }
  }

  private void giveLarge(byte[] body) {
    synchronized (large) {
      if (large.merge(body, -1, Integer::sum) == 0) {
        large.remove(body);
        largeReplies.give(body.length);
      }
    }
  }

  /**
   * Replies to a request whose body is not wanted, and reads the rest of it: a client that sends
   * everything before it reads would find a cut connection instead of the reply.
   */
  void refuse(HttpExchange exchange, Reply reply, Consumer<Exception> done) {
    elsewhere(exchange, reply, true, done);
  }

  /** Replies while another thread still waits for the body. */
  void abort(HttpExchange exchange, Reply reply, Consumer<Exception> done) {
    elsewhere(exchange, reply, false, done);
  }

  private void elsewhere(
      HttpExchange exchange, Reply reply, boolean discard, Consumer<Exception> done) {
    try {
      writers.execute(() -> done.accept(write(exchange, reply, discard, LONG_PATIENCE)));
    } catch (RejectedExecutionException e) {
      // All threads wait for clients that do not read.
      done.accept(write(exchange, reply, false, PATIENCE));
    }
  }

  private Exception write(HttpExchange exchange, Reply reply, boolean discard, int patience) {
    Write write = new Write(new ClientWait(), patience);
    writes.add(write);
    try (exchange) {
      write(exchange, reply);
      if (discard) {
        discardBody(exchange.getRequestBody());
      }
      return null;
    } catch (IOException | RuntimeException e) {
      return e;
    } finally {
      writes.remove(write);
      write.client().end();
    }
  }

  private static void write(HttpExchange exchange, Reply reply) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    headers.set("Cache-Control", "no-store");
    reply.headers().forEach(headers::set);
    setPersistence(exchange, headers);
    byte[] body = reply.body();
    if (body.length == 0) {
      headers.remove("Content-Type");
      exchange.sendResponseHeaders(reply.status(), -1);
      return;
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      // Given to sendResponseHeaders, the length of a HEAD is logged as a fault, and dropped.
      headers.set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(reply.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(reply.status(), body.length);
    OutputStream out = exchange.getResponseBody();
    for (int from = 0; from < body.length; from += SLICE_BYTES) {
      out.write(body, from, Math.min(SLICE_BYTES, body.length - from));
    }
  }

  /** Tells the client how long the connection lasts. */
  private static void setPersistence(HttpExchange exchange, Headers headers) {
    Headers request = exchange.getRequestHeaders();
    String known = headers.getFirst("Connection");
    // Chunks can hide where a request ends, so nothing may follow them on their connection.
    if (request.containsKey("Transfer-Encoding")
        || "close".equalsIgnoreCase(request.getFirst("Connection"))) {
      headers.set("Connection", "close");
    } else if (!"close".equalsIgnoreCase(known)) {
      headers.set("Keep-Alive", KEEP_ALIVE);
    }
  }

  private static void discardBody(InputStream body) throws IOException {
    byte[] buffer = new byte[8 * 1024];
    int discarded = 0;
    int count = 0;
    while (count >= 0 && discarded < MAX_DISCARDED_BYTES) {
      discarded += count;
      count = body.read(buffer);
    }
  }

  /** A look of the watch: cuts off the clients that have kept a thread waiting for long. */
  void look() {
    wary = Math.max(0, wary - 1);
    for (Write write : writes) {
      boolean hurry = wary > 0 && write.patience() == PATIENCE;
      if (write.client().look() > (hurry ? SHORT_PATIENCE : write.patience())) {
        write.client().cutShort();
        wary = WARY_LOOKS;
      }
    }
  }

  void close() {
    writers.shutdownNow();
  }
}
