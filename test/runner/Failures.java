package runner;

/** The text of a failure: what it says, and the frames that tell the reader something. */
final class Failures {
  private Failures() {}

  /** Begins with a line feed, and has no other at its end. */
  static String describe(Throwable failure) {
    StringBuilder text = new StringBuilder();
    append(text, failure, "");
    return text.toString();
  }

  private static void append(StringBuilder text, Throwable failure, String how) {
    text.append("\n    ").append(how).append(String.valueOf(failure).replace("\n", "\n    "));
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (isUseful(frame)) {
        text.append("\n        at ").append(frame);
      }
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      append(text, suppressed, "suppressed: ");
    }
    if (failure.getCause() != null) {
      append(text, failure.getCause(), "caused by: ");
    }
  }

  private static boolean isUseful(StackTraceElement frame) {
    boolean jdk = frame.getModuleName() != null && frame.getModuleName().startsWith("java.");
    return !jdk && !frame.getClassName().startsWith("org.junit.");
  }
}
