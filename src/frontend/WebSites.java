package frontend;

import com.sun.net.httpserver.Headers;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Keeps other web sites from buying: a page that someone looks at can make their browser send a
 * purchase to any store that the browser reaches, also one on loopback. What changes something must
 * come from the store's own page, from a site that is named, or from no page at all (the CORS
 * protocol of the Fetch standard).
 */
final class WebSites {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> OWN = Set.of("same-origin", "none");

  private static final Reply REFUSED =
      Reply.error(
          403, "another web site's page may not do this; ALLOWED_ORIGINS names those that may");

  private final Set<String> allowed;
  private final Function<Request, CompletableFuture<Reply>> routes;

  /**
   * @param allowed origins, like {@code https://shop.example}
   * @param routes what answers the requests that pass
   */
  WebSites(Set<String> allowed, Function<Request, CompletableFuture<Reply>> routes) {
    this.allowed = allowed;
    this.routes = routes;
  }

  CompletableFuture<Reply> reply(Request request) {
    String origin = request.headers().getFirst("Origin");
    if (origin != null && allowed.contains(origin)) {
      return isPreflight(request)
          ? CompletableFuture.completedFuture(preflight(origin))
          : routes.apply(request).thenApply(reply -> readable(reply, origin));
    }
    boolean refused =
        !SAFE.contains(request.method()) && isOfAnotherSite(request.headers(), origin);
    return refused ? CompletableFuture.completedFuture(REFUSED) : routes.apply(request);
  }

  /** A browser of today says where a request comes from; an older one only its page's origin. */
  private static boolean isOfAnotherSite(Headers headers, String origin) {
    String site = headers.getFirst("Sec-Fetch-Site");
    if (site != null) {
      return !OWN.contains(site);
    }
    String host = headers.getFirst("Host");
    return origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host);
  }

  private static boolean isPreflight(Request request) {
    return request.method().equals("OPTIONS")
        && request.headers().containsKey("Access-Control-Request-Method");
  }

  private static Reply preflight(String origin) {
    return new Reply(
        204,
        new byte[0],
        Map.of(
            "Access-Control-Allow-Origin", origin,
            "Access-Control-Allow-Methods", "GET, HEAD, POST",
            "Access-Control-Allow-Headers",
                "Content-Type, Idempotency-Key, If-None-Match, Traceparent",
            "Access-Control-Max-Age", "600",
            "Vary", "Origin"));
  }

  /** The page of that origin may see the reply. */
  private static Reply readable(Reply reply, String origin) {
    Map<String, String> headers = new HashMap<>(reply.headers());
    headers.put("Access-Control-Allow-Origin", origin);
    headers.put("Access-Control-Expose-Headers", "ETag, Retry-After");
    headers.merge("Vary", "Origin", (one, other) -> one + ", " + other);
    return reply.withHeaders(headers);
  }
}
