package common;

/** Why a service did not start, in one sentence for the person who started it (exit status 2). */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  /** With a sentence that tells what to do. */
  public StartException(String sentence) {
    super(sentence);
  }
}
