package common.process;

/** Why a service did not start, in one sentence for the person who started it (exit status 2). */
public class StartException extends Exception {
  private static final long serialVersionUID = 1;

  /** With a sentence that tells what to do. */
  public StartException(String sentence) {
    super(sentence);
  }

  /** The address to listen on cannot be had. */
  public static StartException cannotListen(String host, int port, Exception failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason = root.toString();
    String advice = reason;
    if (reason.contains("in use")) {
      advice = "another program uses the port; stop it, or set another port";
    } else if (reason.contains("assign requested") || reason.contains("nresolved")) {
      advice = "this machine has no such address; set BIND_HOST to one that it has";
    }
    return new StartException("cannot listen on " + host + ":" + port + ": " + advice);
  }
}
