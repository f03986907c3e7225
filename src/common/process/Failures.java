package common.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;

/** Words for exceptions. */
public final class Failures {
  private Failures() {}

  /** A short reason in plain words, never null. */
  public static String reason(Throwable failure) {
    if (failure instanceof AccessDeniedException e) {
      return "no permission for " + e.getFile();
    }
    if (failure instanceof NoSuchFileException e) {
      return e.getFile() + " does not exist";
    }
    if (failure instanceof FileAlreadyExistsException e) {
      return e.getFile() + " is a file, not a folder";
    }
    if (failure instanceof FileSystemException || failure instanceof IOException) {
      return failure.getMessage() == null
          ? failure.getClass().getSimpleName()
          : failure.getMessage();
    }
    return failure.toString();
  }

  /** What a future failed with, without the wrapping that the future added. */
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
