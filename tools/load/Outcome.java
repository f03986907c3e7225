package load;

/** How a request ended. A wrong reply is none of these: it ends the run. */
public enum Outcome {
  OK("ok"),
  NOT_FOUND("404 no such toy"),
  NO_STOCK("409 not enough stock"),
  BUSY("503 busy or unavailable"),
  UNKNOWN("500 may have happened"),
  NOT_CONNECTED("not connected"),
  RESET("connection reset"),
  CLOSED("connection closed without a reply"),
  TIMEOUT("no reply in time"),
  UNSENT("not sent when the time was up");

  private final String title;

  Outcome(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** The request did what it was meant to do: it counts in the rates and the latencies. */
  boolean isSuccess() {
    return this == OK || this == NOT_FOUND;
  }
}
