package frontend;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** From method and path to the reply. */
final class Routes {
  private static final Map<String, String> ALLOW_GET = Map.of("Allow", "GET, HEAD");
  private static final Map<String, String> ALLOW_POST = Map.of("Allow", "POST");
  private static final Reply NOT_FOUND =
      Reply.error(404, "no such path; there are /products, /orders and /health");

  private final Products products;
  private final Orders orders;
  private final Health health;
  private final HttpMetrics metrics;
  private final Page page = new Page();

  Routes(Products products, Orders orders, Health health, HttpMetrics metrics) {
    this.metrics = metrics;
    this.products = products;
    this.orders = orders;
    this.health = health;
  }

  /** The reply: at once, or when the services have answered. */
  CompletableFuture<Reply> reply(Request request) {
    List<String> path;
    try {
      path = Paths.segments(request.path());
    } catch (IllegalArgumentException e) {
      return now(Reply.error(400, e.getMessage()));
    }
    boolean single = path.size() == 1;
    if (path.size() > 2) {
      return now(NOT_FOUND);
    }
    return switch (path.get(0)) {
      case "products" -> isGet(request) ? product(request, path) : notAllowed(ALLOW_GET);
      case "orders" -> single ? post(request) : order(request, path.get(1));
      case "health" -> single ? health(request) : now(NOT_FOUND);
      case "metrics" -> single ? metrics(request) : now(NOT_FOUND);
      default -> single ? file(request, path.get(0)) : now(NOT_FOUND);
    };
  }

  private CompletableFuture<Reply> file(Request request, String name) {
    Reply file = name.isEmpty() ? page.root(request) : page.part(name);
    if (file == null) {
      return now(NOT_FOUND);
    }
    return isGet(request) ? now(file) : notAllowed(ALLOW_GET);
  }

  private CompletableFuture<Reply> product(Request request, List<String> path) {
    return path.size() == 1 ? products.all() : products.one(path.get(1), request);
  }

  private CompletableFuture<Reply> post(Request request) {
    return request.method().equals("POST") ? orders.post(request) : notAllowed(ALLOW_POST);
  }

  private CompletableFuture<Reply> order(Request request, String number) {
    return isGet(request) ? orders.get(number, request.traceparent()) : notAllowed(ALLOW_GET);
  }

  private CompletableFuture<Reply> health(Request request) {
    return isGet(request) ? health.get() : notAllowed(ALLOW_GET);
  }

  private CompletableFuture<Reply> metrics(Request request) {
    return isGet(request) ? now(metrics.page()) : notAllowed(ALLOW_GET);
  }

  private static boolean isGet(Request request) {
    return request.method().equals("GET") || request.method().equals("HEAD");
  }

  private static CompletableFuture<Reply> now(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }

  private static CompletableFuture<Reply> notAllowed(Map<String, String> allow) {
    return now(Reply.error(405, 405, "this path takes " + allow.get("Allow"), allow));
  }
}
