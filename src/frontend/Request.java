package frontend;

import com.sun.net.httpserver.Headers;
import common.rpc.TraceParent;

/**
 * An HTTP request, wholly read.
 *
 * @param method like {@code GET}
 * @param path as it was sent, percent-encoded
 * @param headers of the request
 * @param body empty if there is none
 */
record Request(String method, String path, Headers headers, byte[] body) {
  /** The trace that it belongs to; {@link TraceParent#NONE} if it names none, or not validly. */
  String traceparent() {
    return TraceParent.of(headers.get("Traceparent"));
  }
}
