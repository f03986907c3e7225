package frontend;

/** A request that is refused before it reaches a worker. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Reply reply;

  RefusedException(Reply reply) {
    super("refused with " + reply.status(), null, false, false);
    this.reply = reply;
  }

  Reply reply() {
    return reply;
  }
}
