package load;

import http.Reply;

/** Asks for one path again and again; looks only at the status and the length of the replies. */
final class PlainGet implements Script {
  private final String head;
  private final Cookie cookie;
  private int length = -1;
  private boolean over;

  PlainGet(LoadOptions options) {
    head = "GET " + options.path() + " HTTP/1.1\r\nHost: " + options.host() + "\r\n";
    cookie = new Cookie(options.cookies());
  }

  @Override
  public Request next() {
    return over ? null : new Request(Operation.QUERY, head + cookie.header() + "\r\n");
  }

  @Override
  public Outcome answered(Reply reply) {
    cookie.learn(reply);
    if (reply.status() == 503) {
      return Outcome.BUSY;
    }
    if (reply.status() != 200) {
      throw new WrongReply("status " + reply.status() + " instead of 200");
    }
    if (length >= 0 && reply.body().length() != length) {
      throw new WrongReply(reply.body().length() + " characters; the reply before had " + length);
    }
    length = reply.body().length();
    return Outcome.OK;
  }

  @Override
  public void unanswered() {
    // A question without an answer changes nothing: the next one is the same.
  }

  @Override
  public void beginChecks() {
    over = true;
  }
}
