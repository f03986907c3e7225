package frontend;

import frontend.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The page for browsers, and the contract for programs: files of the jar, read once. */
final class Page {
  /** Nothing inline, nothing from another host, no markup made from text, in nobody's frame. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml");

  private static final String PAGE = "index.html";

  /** Served under their names. */
  private static final List<String> PARTS =
      List.of(
          "style.css",
          "icon.svg",
          "shop.js",
          "card.js",
          "figure.js",
          "orders.js",
          "purchases.js",
          "openapi.json");

  private final Map<String, Reply> parts = new HashMap<>();
  private final Reply page = file(PAGE, Map.of("Vary", "Accept"));
  private final Reply index = index();

  Page() {
    PARTS.forEach(name -> parts.put(name, file(name, Map.of())));
  }

  /** The root: the page, or the paths there are for a client that asks for JSON. */
  Reply root(Request request) {
    return Accept.prefersJson(request.headers().get("Accept")) ? index : page;
  }

  /** The file of that name, or null if there is none. */
  Reply part(String name) {
    return parts.get(name);
  }

  private static Reply file(String name, Map<String, String> more) {
    byte[] body = read(name);
    Map<String, String> headers = new HashMap<>(more);
    headers.put("Content-Type", TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
    headers.put("ETag", ETags.of(body));
    headers.put("Cache-Control", "no-cache");
    headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "same-origin");
    return new Reply(200, body, Map.copyOf(headers));
  }

  private static byte[] read(String name) {
    try (InputStream in = Page.class.getResourceAsStream("web/" + name)) {
      if (in == null) {
        throw new IllegalStateException("web/" + name + " is not where the frontend's classes are");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reply index() {
    JsonWriter body = new JsonWriter().beginObject().name("data").beginObject();
    body.name("products").value("/products");
    body.name("orders").value("/orders");
    body.name("health").value("/health");
    body.name("metrics").value("/metrics");
    body.name("openapi").value("/openapi.json");
    body.endObject().endObject();
    return new Reply(200, body.toUtf8(), Map.of("Vary", "Accept"));
  }
}
