package abuse;

import http.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A request byte for byte, and what it must be answered with: one reply, in JSON.
 *
 * @param statuses any of these will do
 * @param mustEnd the connection has to end after the reply
 * @param reach who notices what is wrong with the request
 */
record RawRequest(String name, String text, List<Integer> statuses, boolean mustEnd, Reach reach) {
  private static final int REPLY_WITHIN_MILLIS = 3_000;

  /** How far the request gets in a frontend that stands on the JDK's server. */
  enum Reach {
    /** The frontend sees all that is wrong. */
    FRONTEND,
    /** The JDK's parser refuses it in its own words, HTML or none. */
    PARSER,
    /** The JDK's parser takes it and hides from the frontend what is wrong. */
    UNSEEN
  }

  static RawRequest of(String name, String text, List<Integer> statuses) {
    return new RawRequest(name, text, statuses, false, Reach.FRONTEND);
  }

  RawRequest ending() {
    return new RawRequest(name, text, statuses, true, reach);
  }

  RawRequest inParser() {
    return new RawRequest(name, text, statuses, mustEnd, Reach.PARSER);
  }

  RawRequest unseen() {
    return new RawRequest(name, text, statuses, mustEnd, Reach.UNSEEN);
  }

  Attack attack() {
    String any = statuses.stream().map(String::valueOf).collect(Collectors.joining(" or "));
    String expected = "one reply in JSON, status " + any + (mustEnd ? ", then the end" : "");
    return new Attack("raw", name, expected, (target, findings) -> send(target.http(), findings));
  }

  void send(int port, Findings findings) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    check(RawReply.to(port, bytes, REPLY_WITHIN_MILLIS), findings);
  }

  private void check(RawReply raw, Findings findings) {
    Optional<Reply> reply = raw.first(false);
    boolean asExpected = reply.filter(this::isExpected).isPresent();
    if (asExpected && raw.count() == 1 && (raw.ended() || !mustEnd)) {
      findings.note(Integer.toString(reply.get().status()));
    } else if (reach == Reach.PARSER && raw.ended() && raw.count() <= 1) {
      findings.limit("in the words of the JDK's parser: " + raw.shown());
    } else if (reach == Reach.UNSEEN) {
      findings.limit("taken by the JDK's parser: " + raw.shown());
    } else {
      findings.check(false, raw.shown());
      findings.check(raw.count() <= 1, raw.count() + " replies");
    }
  }

  private boolean isExpected(Reply reply) {
    return statuses.contains(reply.status())
        && switch (reply.status()) {
          case 200 -> reply.body().startsWith("{\"data\":");
          case 204 -> reply.body().isEmpty();
          default -> RawReply.isError(reply, reply.status());
        };
  }
}
