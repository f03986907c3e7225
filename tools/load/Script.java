package load;

import http.Reply;

/**
 * What a client says and expects to hear. Called by one event loop, strictly in turn: {@link
 * #next}, then either {@link #answered} or {@link #unanswered}.
 */
interface Script {
  /** A request as it is sent. */
  record Request(Operation operation, String text) {}

  /** The next request, or null when there is nothing left to ask; never while under load. */
  Request next();

  /**
   * Looks at the reply.
   *
   * @throws WrongReply if it is not a right one
   */
  Outcome answered(Reply reply);

  /** The request got no reply: it may or may not have been carried out. */
  void unanswered();

  /** The load is over: only questions for the final check from now on. */
  void beginChecks();
}
