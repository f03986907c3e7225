package load;

/** The store answered something that its contract does not allow: this ends the run. */
public final class WrongReply extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int MAX_SHOWN = 4096;

  private final String reason;

  /**
   * A reply that is wrong by itself.
   *
   * @param reason a sentence on what is wrong with it
   */
  WrongReply(String reason) {
    this(reason, "", "");
  }

  /** The message has the lines sent and received, too. */
  WrongReply(String reason, String request, String reply) {
    super("Wrong reply: " + reason + "\n" + indent("> ", request) + indent("< ", reply));
    this.reason = reason;
  }

  private static String indent(String prefix, String text) {
    StringBuilder lines = new StringBuilder();
    text.lines().forEach(line -> lines.append(prefix).append(line).append('\n'));
    return lines.length() <= MAX_SHOWN ? lines.toString() : lines.substring(0, MAX_SHOWN) + "...\n";
  }

  String reason() {
    return reason;
  }
}
