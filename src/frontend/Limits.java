package frontend;

/**
 * What clients can make the frontend hold, in shares of the heap. For a heap of 64 MB, in MB: 4 for
 * connections that never sent anything, 12 for idle ones, 8 for those that wait for a reader, 10
 * for requests that are being read, 14 for those in hand, 4 for large replies; the rest is the
 * store's own. docs/design.md has the sum.
 *
 * @param connections of any kind; one that never sent anything takes 0.6 KB
 * @param idleConnections between two requests; the JDK's server holds 20 KB for each
 * @param waitingToBeRead requests whose first bytes have come
 * @param readers requests that are being read: 100 KB each at the worst, with 16 KB of header
 * @param bytesInHand of requests that are read and not yet answered
 * @param calls that may wait for one service: most of the requests in hand, but not all
 * @param largeReplyBytes of replies too large for a socket
 */
record Limits(
    int connections,
    int idleConnections,
    int waitingToBeRead,
    int readers,
    long bytesInHand,
    int calls,
    long largeReplyBytes) {
  private static final long UNIT = 64L << 20;

  /** Larger heaps have room for more; beyond these bounds other things are scarce. */
  private static final double MAX_FACTOR = 8;

  /** What the JDK's server holds for a connection in the middle of a request. */
  private static final long CONNECTION_BYTES = 24 * 1024;

  private static final long HEADER_FIELD_BYTES = 150;

  static Limits ofHeap(long bytes) {
    double factor = Math.max(0.5, Math.min(MAX_FACTOR, Math.ceil(bytes / (double) UNIT)));
    return new Limits(
        (int) (6000 * Math.min(2, factor)),
        (int) (600 * factor),
        (int) (384 * factor),
        (int) (96 * Math.min(2, factor)),
        (long) (factor * (14 << 20)),
        (int) (500 * factor),
        (long) (factor * (4 << 20)));
  }

  /** What a request that is read takes, from its connection's buffers to its body. */
  static long bytesOf(Request request) {
    long bytes = CONNECTION_BYTES + request.body().length + 5L * request.path().length();
    for (var field : request.headers().entrySet()) {
      for (String value : field.getValue()) {
        bytes += HEADER_FIELD_BYTES + field.getKey().length() + value.length();
      }
    }
    return bytes;
  }
}
