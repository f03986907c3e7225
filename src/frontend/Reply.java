package frontend;

import frontend.json.JsonWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An HTTP reply, with a JSON body unless its headers say otherwise.
 *
 * @param status of HTTP
 * @param body one JSON object; a file of the page; empty with 304
 * @param headers besides those that every reply has
 * @param purchase the id of the purchase that it is about, for the log; or null
 */
record Reply(int status, byte[] body, Map<String, String> headers, String purchase) {
  private static final int NOT_MODIFIED = 304;
  private static final byte[] NO_BODY = {};
  private static final Map<String, String> TRY_AGAIN = Map.of("Retry-After", "1");

  Reply(int status, byte[] body, Map<String, String> headers) {
    this(status, body, headers, null);
  }

  /** The same, about a purchase. */
  Reply about(String purchaseId) {
    return new Reply(status, body, headers, purchaseId);
  }

  /** 200 with a body. */
  static Reply ok(JsonWriter body) {
    return new Reply(200, body.toUtf8(), Map.of());
  }

  /**
   * 200 with a body that may be kept, and shown again after asking whether it is still the same.
   */
  static Reply ok(byte[] body, String etag) {
    return new Reply(200, body, Map.of("ETag", etag, "Cache-Control", "no-cache"));
  }

  /** An error whose code in the body is the status. */
  static Reply error(int status, String message) {
    return error(status, status, message, Map.of());
  }

  /** An error. */
  static Reply error(int status, int code, String message, Map<String, String> headers) {
    JsonWriter body = new JsonWriter().beginObject();
    writeError(body, code, message);
    return new Reply(status, body.endObject().toUtf8(), headers);
  }

  /** 503: not now, but soon. */
  static Reply unavailable(String message) {
    return error(503, 503, message, TRY_AGAIN);
  }

  /** 503 with a body of its own. */
  static Reply unavailable(JsonWriter body) {
    return new Reply(503, body.toUtf8(), TRY_AGAIN);
  }

  /** The same, and the last one on its connection. */
  Reply closing() {
    Map<String, String> more = new HashMap<>(headers);
    more.put("Connection", "close");
    return withHeaders(more);
  }

  /** The same with other headers. */
  Reply withHeaders(Map<String, String> others) {
    return new Reply(status, body, Map.copyOf(others), purchase);
  }

  /**
   * The same, or 304 (RFC 9110, section 15.4.5) if the client has that body already.
   *
   * @param ifNoneMatch the request's header; null if it has none
   */
  Reply unlessKnown(List<String> ifNoneMatch) {
    String etag = headers.get("ETag");
    boolean known = etag != null && ETags.matches(ifNoneMatch, etag);
    return known ? new Reply(NOT_MODIFIED, NO_BODY, headers) : this;
  }

  /** The member {@code error} of a body. */
  static void writeError(JsonWriter body, int code, String message) {
    body.name("error").beginObject();
    body.name("code").value(code).name("message").value(message).endObject();
  }
}
