package load;

import java.util.concurrent.TimeUnit;

/**
 * When clients start their requests and which of them count. Times are nanoseconds since the run
 * began.
 *
 * @param measureFrom the warm-up ends here
 * @param measureTo no request starts from here on; Long.MAX_VALUE when the requests are counted
 * @param requests that count, of each client; Long.MAX_VALUE when the time is measured
 * @param think pause before each request, closed loop only
 * @param period between two requests of one client, 0: closed loop
 */
record Schedule(
    long origin, long measureFrom, long measureTo, long requests, long think, long period) {

  static Schedule startingNow(LoadOptions options) {
    boolean counted = options.requests() > 0;
    double perClient = options.rate() / options.clients();
    return new Schedule(
        System.nanoTime(),
        options.warmupNanos(),
        counted ? Long.MAX_VALUE : options.warmupNanos() + options.nanos(),
        counted ? options.requests() : Long.MAX_VALUE,
        options.thinkNanos(),
        options.rate() == 0 ? 0 : Math.round(TimeUnit.SECONDS.toNanos(1) / perClient));
  }

  long now() {
    return System.nanoTime() - origin;
  }

  boolean isOpenLoop() {
    return period > 0;
  }

  boolean counts(long start) {
    return start >= measureFrom && start < measureTo;
  }

  /** The first arrival of a client: those of all clients are spread evenly over one period. */
  long firstArrival(int client, int clients) {
    return Math.round((double) period * client / clients);
  }
}
