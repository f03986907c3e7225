package frontend;

import common.process.Log;

/** A line per request, naming client and thread. */
@FunctionalInterface
interface AccessLog {
  /**
   * Called by the thread that handled the request, after the reply was written; for a request that
   * no worker took, by the one that read it.
   *
   * @param nanos from the request being read to the reply being written
   */
  void log(String client, Request request, Reply reply, long nanos);

  /** Of a path in the log: nobody fills the disk with long ones. */
  int MAX_PATH = 200;

  /** To the service's log, without health checks that found nothing: they come all the time. */
  static AccessLog lines() {
    return (client, request, reply, nanos) -> {
      if (reply.status() == 200 && request.path().equals("/health")) {
        return;
      }
      long micros = nanos / 1000;
      StringBuilder line = new StringBuilder(120);
      line.append("client=").append(client);
      line.append(" thread=").append(Thread.currentThread().getName()).append(' ');
      line.append(word(request.method())).append(' ');
      line.append(shortened(request.path())).append(' ');
      line.append(reply.status()).append(' ').append(micros / 1000).append('.');
      line.append((char) ('0' + micros / 100 % 10)).append((char) ('0' + micros / 10 % 10));
      line.append(" ms");
      if (reply.purchase() != null) {
        line.append(" purchase=").append(reply.purchase());
      }
      String traceparent = request.traceparent();
      if (!traceparent.isEmpty()) {
        line.append(" traceparent=").append(traceparent);
      }
      Log.info(line);
    };
  }

  /** What a terminal does not take for a command; the path of a URI never holds such characters. */
  private static String word(String method) {
    return method.chars().allMatch(c -> c > 0x20 && c < 0x7f) ? method : "?";
  }

  private static String shortened(String path) {
    return path.length() <= MAX_PATH
        ? path
        : path.substring(0, MAX_PATH) + "... (" + path.length() + " characters)";
  }
}
