package frontend;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import common.process.Failures;
import common.process.Log;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The way of every request. A reading thread reads it and hands it to its client's worker; that
 * thread does all the rest: find out what is asked for, ask the services and wait for them, reply,
 * log. So a slow sender never holds a worker, and a request waits in that worker's queue and
 * nowhere else.
 */
final class RequestHandler implements HttpHandler {
  static final int MAX_BODY_BYTES = 64 * 1024;

  /** A request that waited longer than this for its worker is too old to be begun. */
  private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Of a body that is too large, so much is read and thrown away. */
  private static final int MAX_DISCARDED_BYTES = 16 * 1024 * 1024;

  private static final Reply TOO_MANY =
      Reply.unavailable("too many requests are waiting, try again soon");

  private static final Reply STOPPING = Reply.unavailable("the store is about to stop").closing();

  private static final Reply TOO_LARGE =
      Reply.error(413, "the body is larger than " + MAX_BODY_BYTES + " bytes").closing();

  private static final Reply FAILED =
      Reply.error(500, "the store failed on this request; its log tells more");

  private static final byte[] NO_BODY = {};

  private final Workers workers;
  private final Function<Request, Reply> routes;
  private final AccessLog accessLog;

  /** Everything that gets a reply, and what of it is worked on; the rest is refused at once. */
  private final InFlight replies = new InFlight();

  private final InFlight work = new InFlight();

  /**
   * @param routes from a request to its reply; may wait for the services
   */
  RequestHandler(Workers workers, Function<Request, Reply> routes, AccessLog accessLog) {
    this.workers = workers;
    this.routes = routes;
    this.accessLog = accessLog;
  }

  @Override
  public void handle(HttpExchange exchange) {
    if (!replies.enter()) {
      return; // The connection is about to be cut: better no reply than a part of one.
    }
    boolean handedOver = false;
    try {
      handedOver = read(exchange);
    } catch (IOException e) {
      // The client went away or was too slow: there is nobody to answer.
      exchange.close();
    } catch (RuntimeException | Error e) {
      Log.error("a request could not be read", e);
      exchange.close();
    } finally {
      if (!handedOver) {
        replies.leave();
      }
    }
  }

  /** Whether a worker has taken the request; if not, it is refused. */
  private boolean read(HttpExchange exchange) throws IOException {
    byte[] body = body(exchange);
    Request request =
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            exchange.getRequestHeaders(),
            body);
    String known = Clients.id(request.headers().get("Cookie"));
    String client = known == null ? Clients.newId() : known;
    if (known == null) {
      exchange.getResponseHeaders().set("Set-Cookie", Clients.setCookie(client));
    }
    long start = System.nanoTime();
    Reply refusal;
    if (body.length > MAX_BODY_BYTES) {
      discardRest(exchange.getRequestBody());
      refusal = TOO_LARGE;
    } else if (!work.enter()) {
      refusal = STOPPING;
    } else {
      // Not sooner: who is least busy may change while a slow sender sends.
      int worker = known == null ? workers.leastBusy() : Clients.home(known, workers.count());
      if (workers.submit(worker, () -> serve(exchange, client, request, start))) {
        return true;
      }
      work.leave();
      refusal = TOO_MANY;
    }
    respond(exchange, client, request, start, refusal);
    return false;
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getRequestHeaders();
    boolean none =
        !headers.containsKey("Content-Length") && !headers.containsKey("Transfer-Encoding");
    return none ? NO_BODY : exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
  }

  /** A client that sends all before it reads would find a cut connection, and not the reply. */
  private static void discardRest(InputStream body) throws IOException {
    byte[] buffer = new byte[8 * 1024];
    int discarded = 0;
    int count = 0;
    while (count >= 0 && discarded < MAX_DISCARDED_BYTES) {
      discarded += count;
      count = body.read(buffer);
    }
  }

  /** On the worker. */
  private void serve(HttpExchange exchange, String client, Request request, long start) {
    try {
      boolean tooOld = System.nanoTime() - start > MAX_WAIT_NANOS;
      respond(exchange, client, request, start, tooOld ? TOO_MANY : reply(request));
    } catch (RuntimeException | Error e) {
      Log.error(request.method() + " " + request.path() + " could not be answered", e);
    } finally {
      work.leave();
      replies.leave();
    }
  }

  private Reply reply(Request request) {
    try {
      return routes.apply(request).unlessKnown(request.headers().get("If-None-Match"));
    } catch (RuntimeException | Error e) {
      if (e instanceof ServiceException service && !service.isFault()) {
        return Reply.unavailable(e.getMessage() + ", try again");
      }
      Log.error(request.method() + " " + request.path() + " failed", e);
      return FAILED;
    }
  }

  private void respond(
      HttpExchange exchange, String client, Request request, long start, Reply reply) {
    try (exchange) {
      send(exchange, reply);
    } catch (IOException e) {
      Log.info("client=" + client + " went away before its reply: " + Failures.reason(e));
      return;
    }
    accessLog.log(client, request, reply, System.nanoTime() - start);
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    headers.set("Cache-Control", "no-store");
    reply.headers().forEach(headers::set);
    if (reply.isNotModified()) {
      exchange.sendResponseHeaders(reply.status(), -1);
    } else if (exchange.getRequestMethod().equals("HEAD")) {
      // Given to sendResponseHeaders, the length of a HEAD is logged as a fault, and dropped.
      headers.set("Content-Length", Integer.toString(reply.body().length));
      exchange.sendResponseHeaders(reply.status(), -1);
    } else {
      exchange.sendResponseHeaders(reply.status(), reply.body().length);
      exchange.getResponseBody().write(reply.body());
    }
  }

  /** Whether new requests are turned away. */
  boolean isDraining() {
    return work.isClosed();
  }

  /**
   * Turns new requests away and waits until those in hand are answered.
   *
   * @return whether all were, within the time
   */
  boolean drain(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    // In two steps: while there is work in hand, others still get a reply that turns them away.
    work.close(deadline);
    return replies.close(deadline);
  }
}
