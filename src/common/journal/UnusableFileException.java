package common.journal;

import common.process.StartException;
import java.nio.file.Path;

/** A file that a service cannot start with: names the file, the line and the reason. */
public final class UnusableFileException extends StartException {
  private static final long serialVersionUID = 1;

  /**
   * @param file the file
   * @param line its line, counted from 1
   * @param reason in plain words
   */
  public UnusableFileException(Path file, long line, String reason) {
    super(file + " line " + line + ": " + reason);
  }
}
