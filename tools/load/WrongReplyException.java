package load;

/** The store answered something that its contract does not allow; the message says what. */
final class WrongReplyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongReplyException(String reason) {
    super(reason);
  }
}
