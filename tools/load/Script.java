package load;

/**
 * What a client says and expects to hear. Called by one event loop, strictly in turn: {@link
 * #next}, then either {@link #answered} or {@link #unanswered}.
 */
interface Script {
  /**
   * Writes the next request.
   *
   * @return its kind, or null when there is nothing left to ask; never while under load
   */
  Operation next(RequestBuffer out);

  /**
   * Looks at the reply.
   *
   * @throws WrongReplyException if it is not a right one
   */
  Outcome answered(ReplyParser reply);

  /** The request got no reply: it may or may not have been carried out. */
  void unanswered();

  /** The load is over: only questions for the final check from now on. */
  void beginChecks();
}
