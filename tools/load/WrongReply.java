package load;

/**
 * The first wrong reply of a run, for a person to read.
 *
 * @param reason a sentence on what is wrong with it
 * @param request the bytes that were sent
 * @param reply the bytes that came back, cut when very long
 */
record WrongReply(String reason, String request, String reply) {
  @Override
  public String toString() {
    return "Wrong reply: " + reason + "\n" + indent("> ", request) + indent("< ", reply);
  }

  private static String indent(String prefix, String text) {
    StringBuilder lines = new StringBuilder();
    text.lines().forEach(line -> lines.append(prefix).append(line).append('\n'));
    return lines.toString();
  }
}
