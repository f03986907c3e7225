package common.journal;

import common.process.StartException;

/** A file that a service cannot start with: names the file, the line and the reason. */
public final class UnusableFileException extends StartException {
  private static final long serialVersionUID = 1;

  /**
   * @param file the file, as it is called in messages
   * @param line its line, counted from 1
   * @param reason in plain words
   */
  public UnusableFileException(Object file, long line, String reason) {
    super(file + " line " + line + ": " + reason);
  }
}
