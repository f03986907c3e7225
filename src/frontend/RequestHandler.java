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
 * Reads a request on a reading thread, and hands it to the worker that is its client's home. So a
 * slow sender never holds a worker, and requests without a reply yet wait in that worker's queue.
 */
final class RequestHandler implements HttpHandler {
  static final int MAX_BODY_BYTES = 64 * 1024;

  /** A request that waited longer than this for its worker is too old to be begun. */
  private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final Reply TOO_MANY =
      Reply.unavailable("too many requests are waiting, try again soon");

  private static final Reply STOPPING = Reply.unavailable("the store is about to stop").closing();

  private static final Reply TOO_LARGE =
      Reply.error(413, "the body is larger than " + MAX_BODY_BYTES + " bytes").closing();

  /** Of a body that is too large, so much is read and thrown away. */
  private static final int MAX_DISCARDED_BYTES = 16 * 1024 * 1024;

  private static final byte[] NO_BODY = {};

  private final Workers workers;
  private final Function<Request, Answer<?>> routes;
  private final Gate gate;
  private final AccessLog accessLog;

  RequestHandler(
      Workers workers, Function<Request, Answer<?>> routes, Gate gate, AccessLog accessLog) {
    this.workers = workers;
    this.routes = routes;
    this.gate = gate;
    this.accessLog = accessLog;
  }

  @Override
  public void handle(HttpExchange exchange) {
    if (!gate.enter()) {
      return;
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
        gate.leave();
      }
    }
  }

  /** True if a worker took the request, and so leaves the gate when it is done. */
  private boolean read(HttpExchange exchange) throws IOException {
    byte[] body = body(exchange);
    // Not sooner: who is least busy may change while a slow sender sends.
    String known = Clients.id(exchange.getRequestHeaders().get("Cookie"));
    int worker = known == null ? workers.leastBusy() : Clients.home(known, workers.count());
    String client = known == null ? Clients.newId(worker, workers.count()) : known;
    if (known == null) {
      exchange.getResponseHeaders().set("Set-Cookie", Clients.setCookie(client));
    }
    Request request =
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            exchange.getRequestHeaders(),
            body);
    Reply refusal;
    if (body.length > MAX_BODY_BYTES) {
      discardRest(exchange.getRequestBody());
      refusal = TOO_LARGE;
    } else if (!gate.beginWork()) {
      refusal = STOPPING;
    } else if (workers.submit(worker, new Work(exchange, client, request))) {
      return true;
    } else {
      gate.endWork();
      refusal = TOO_MANY;
    }
    send(exchange, refusal);
    accessLog.log(client, request, refusal.status(), 0);
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

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    try (exchange) {
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
  }

  /** A request in a worker's hands, or waiting for them. */
  private final class Work implements Workers.Task {
    private final HttpExchange exchange;
    private final String client;
    private final Request request;
    private final long start = System.nanoTime();
    private Answer<?> answer;

    Work(HttpExchange exchange, String client, Request request) {
      this.exchange = exchange;
      this.client = client;
      this.request = request;
    }

    @Override
    public void begin(Runnable whenReady) {
      answer = answer();
      answer.whenReady(whenReady);
    }

    private Answer<?> answer() {
      if (System.nanoTime() - start > MAX_WAIT_NANOS) {
        return Answer.now(TOO_MANY);
      }
      try {
        return routes.apply(request);
      } catch (RuntimeException | Error e) {
        return Answer.now(failed(e));
      }
    }

    @Override
    public void finish() {
      Reply reply = null;
      try (exchange) {
        reply = reply();
        send(exchange, reply);
      } catch (IOException e) {
        Log.info("client=" + client + " went away before its reply: " + Failures.reason(e));
      } finally {
        gate.endWork();
        gate.leave();
      }
      if (reply != null) {
        accessLog.log(client, request, reply.status(), System.nanoTime() - start);
      }
    }

    private Reply reply() {
      try {
        return answer.await().unlessKnown(request.headers().get("If-None-Match"));
      } catch (RuntimeException | Error e) {
        return failed(e);
      }
    }

    private Reply failed(Throwable failure) {
      Log.error(request.method() + " " + request.path() + " failed", failure);
      return Reply.error(500, "the store failed on this request; its log tells more");
    }
  }
}
