package load;

/** What a client asks for. */
public enum Operation {
  QUERY("query"),
  BUY("buy"),
  /** Asking for an order at the end; neither timed nor counted as load. */
  CHECK("check");

  private final String title;

  Operation(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
