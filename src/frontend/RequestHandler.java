package frontend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import common.process.Failures;
import common.process.Log;
import common.process.ServiceProcess;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The way of every request. A reading thread reads it and hands it to its client's worker; that
 * thread does all the rest: find out what is asked for, ask the services and, when they have
 * answered, reply and log. So a slow sender never holds a worker, and neither does a slow service.
 */
final class RequestHandler implements HttpHandler {
  /**
   * A request that waited longer than this for its worker is too old to be begun. It is more than a
   * purchase takes at most: what its client asks next is still served.
   */
  private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(4);

  private static final Reply TOO_MANY =
      Reply.unavailable("too many requests are waiting, try again soon");

  private static final Reply STOPPING = Reply.unavailable("the store is about to stop").closing();

  private static final Reply TOO_LATE = Reply.error(408, "the body did not come in time").closing();

  private static final Reply FAILED =
      Reply.error(500, "the store failed on this request; its log tells more");

  private static final byte[] NO_BODY = {};

  private final RequestReader reader;
  private final Workers workers;
  private final Function<Request, CompletableFuture<Reply>> routes;
  private final ReplyWriter writer;
  private final AccessLog accessLog;
  private final HttpMetrics metrics;

  /** Everything that gets a reply, and what of it is worked on; the rest is refused at once. */
  private final InFlight replies = new InFlight();

  private final InFlight work = new InFlight();
  private final Budget inHand;

  /**
   * @param routes from a request to its reply; must not wait
   * @param inHand for requests that are read and not yet answered
   */
  RequestHandler(
      Budget inHand,
      RequestReader reader,
      Workers workers,
      Function<Request, CompletableFuture<Reply>> routes,
      ReplyWriter writer,
      AccessLog accessLog,
      HttpMetrics metrics) {
    this.metrics = metrics;
    this.inHand = inHand;
    this.reader = reader;
    this.workers = workers;
    this.routes = routes;
    this.writer = writer;
    this.accessLog = accessLog;
  }

  /** On a reading thread. */
  @Override
  public void handle(HttpExchange exchange) {
    if (!replies.enter()) {
      return; // The connection is about to be cut: better no reply than a part of one.
    }
    Call call = new Call(exchange);
    try {
      Optional<byte[]> body = reader.read(exchange, call::tooLate);
      body.ifPresent(call::submit);
    } catch (RefusedException e) {
      writer.refuse(exchange, e.reply(), failure -> call.answered(e.reply(), failure));
    } catch (IOException e) {
      call.abandon();
    } catch (RuntimeException | Error e) {
      ServiceProcess.haltIfOutOfMemory(e);
      Log.error("a request could not be read", e);
      call.abandon();
    }
  }

  /** A request on its way. */
  private final class Call implements Workers.Task {
    private final HttpExchange exchange;
    private final boolean isNewClient;
    private final String client;
    private Request request;
    private long start = System.nanoTime();
    private long bytes;

    Call(HttpExchange exchange) {
      this.exchange = exchange;
      String known = Clients.id(exchange.getRequestHeaders().get("Cookie"));
      isNewClient = known == null;
      client = isNewClient ? Clients.newId() : known;
      if (isNewClient) {
        exchange.getResponseHeaders().set("Set-Cookie", Clients.setCookie(client));
      }
      request = request(NO_BODY);
    }

    private Request request(byte[] body) {
      return new Request(
          exchange.getRequestMethod(),
          exchange.getRequestURI().getRawPath(),
          exchange.getRequestHeaders(),
          body);
    }

    /** From the reading thread to the worker. */
    void submit(byte[] body) {
      request = request(body);
      start = System.nanoTime();
      if (route() == Route.METRICS) {
        // Whoever asks why no worker is free must not wait for one.
        begin().thenAccept(this::respond);
        return;
      }
      bytes = Limits.bytesOf(request);
      if (!inHand.take(bytes)) {
        respond(TOO_MANY);
        return;
      }
      if (!work.enter()) {
        inHand.give(bytes);
        respond(STOPPING);
        return;
      }
      // Not sooner: who is least busy may change while a slow sender sends.
      int worker = isNewClient ? workers.leastBusy() : Clients.home(client, workers.count());
      if (!workers.submit(worker, this)) {
        inHand.give(bytes);
        work.leave();
        respond(TOO_MANY);
      }
    }

    @Override
    public String client() {
      return client;
    }

    @Override
    public CompletableFuture<Reply> begin() {
      if (System.nanoTime() - start > MAX_WAIT_NANOS) {
        return CompletableFuture.completedFuture(TOO_MANY);
      }
      CompletableFuture<Reply> reply;
      try {
        reply = routes.apply(request);
      } catch (RuntimeException | Error e) {
        reply = CompletableFuture.failedFuture(e);
      }
      return reply.exceptionally(this::failed);
    }

    @Override
    public void end(Reply reply) {
      Reply sent = reply.unlessKnown(request.headers().get("If-None-Match"));
      writer.write(
          exchange,
          sent,
          failure -> {
            inHand.give(bytes);
            work.leave();
            answered(sent, failure);
          });
    }

    private Route route() {
      return Route.of(request.path());
    }

    private Reply failed(Throwable failure) {
      Throwable cause = Failures.cause(failure);
      ServiceProcess.haltIfOutOfMemory(cause);
      if (cause instanceof ServiceException service && !service.isFault()) {
        return Reply.unavailable(cause.getMessage() + ", try again");
      }
      Log.error(request.method() + " " + request.path() + " failed", cause);
      return FAILED;
    }

    private void respond(Reply reply) {
      writer.write(exchange, reply, failure -> answered(reply, failure));
    }

    /** The body does not come. */
    void tooLate() {
      writer.abort(exchange, TOO_LATE, failure -> answered(TOO_LATE, failure));
    }

    void answered(Reply reply, Exception failure) {
      replies.leave();
      if (failure == null) {
        long nanos = System.nanoTime() - start;
        metrics.answered(route(), reply.status(), nanos);
        accessLog.log(client, request, reply, nanos);
      } else {
        metrics.cut();
        Log.info("client=" + client + " has no whole reply: " + Failures.reason(failure));
      }
    }

    /** The client went away or was too slow: there is nobody to answer. */
    void abandon() {
      exchange.close();
      metrics.cut();
      replies.leave();
    }
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
