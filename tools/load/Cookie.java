package load;

import http.Reply;

/** The client_id of one client, which it sends back with each request or, told so, forgets. */
final class Cookie {
  private final boolean isKept;
  private String header = "";

  Cookie(boolean isKept) {
    this.isKept = isKept;
  }

  /** A line for the head of a request, or nothing. */
  String header() {
    return header;
  }

  /** False if the request was sent without an id and the reply does not set one. */
  boolean learn(Reply reply) {
    if (!header.isEmpty()) {
      return true;
    }
    String id = reply.clientId().orElse("");
    if (isKept && !id.isEmpty()) {
      header = "Cookie: client_id=" + id + "\r\n";
    }
    return !id.isEmpty();
  }
}
