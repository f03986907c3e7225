package load;

import java.nio.charset.StandardCharsets;

/** Asks for one path again and again; looks only at the status and the length of the replies. */
final class PlainGet implements Script {
  private final byte[] request;
  private int length = -1;
  private boolean over;

  PlainGet(String path, String host) {
    String text = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    request = text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public Operation next(RequestBuffer out) {
    if (over) {
      return null;
    }
    out.put(request);
    return Operation.QUERY;
  }

  @Override
  public Outcome answered(ReplyParser reply) {
    if (reply.status() == 503) {
      return Outcome.BUSY;
    }
    if (reply.status() != 200) {
      throw new WrongReplyException("status " + reply.status() + " instead of 200");
    }
    int now = reply.bodyEnd() - reply.bodyStart();
    if (length >= 0 && now != length) {
      throw new WrongReplyException(now + " bytes; the reply before had " + length);
    }
    length = now;
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
