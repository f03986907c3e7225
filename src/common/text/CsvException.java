package common.text;

/** A text is not CSV. The message is a plain sentence that begins with the line. */
public final class CsvException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final String problem;

  CsvException(int line, String problem) {
    super("line " + line + ": " + problem);
    this.line = line;
    this.problem = problem;
  }

  /** The line of the problem, counted from 1. */
  public int line() {
    return line;
  }

  /** The message without the line, for those who know better which line it is. */
  public String problem() {
    return problem;
  }
}
