package frontend;

import common.metrics.Counter;
import common.metrics.Histogram;
import common.metrics.Metrics;
import common.metrics.ProcessMetrics;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;

/** What the frontend counts of its requests, and the page that shows it. */
final class HttpMetrics {
  private static final int STATUSES = 600;

  /**
   * A page is made no more often than that, and takes at most a sixth of a processor: making it for
   * everybody who asks would be a way to load us.
   */
  private static final long PAGE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int SHARE = 5;

  private static final Set<Route> TIMED =
      EnumSet.of(Route.PRODUCTS, Route.PRODUCT, Route.ORDERS, Route.ORDER);

  private final Metrics metrics = Metrics.ofProcess();

  /** A counter for each route and status that was seen. */
  private final AtomicReferenceArray<Counter> requests =
      new AtomicReferenceArray<>(Route.values().length * STATUSES);

  private final Map<Route, Histogram> durations = new EnumMap<>(Route.class);
  private final Counter cut =
      metrics.counter(
          "toystore_http_replies_cut_total",
          "Requests whose client has no whole reply: it went away, or was too slow.");

  private final ReentrantLock making = new ReentrantLock();
  private volatile Shown shown;

  /** That is shown until a time, by the clock. */
  private record Shown(Reply reply, long until) {}

  HttpMetrics() {
    for (Route route : TIMED) {
      Histogram histogram =
          metrics.durations(
              "toystore_http_request_seconds",
              "From a request being read to its reply being written.",
              "route",
              route.label);
      durations.put(route, histogram);
    }
  }

  /** A reply was written. */
  void answered(Route route, int status, long nanos) {
    int index = route.ordinal() * STATUSES + status;
    Counter counter = requests.get(index);
    if (counter == null) {
      counter =
          metrics.counter(
              "toystore_http_requests_total",
              "Requests that were answered.",
              "route",
              route.label,
              "status",
              Integer.toString(status));
      requests.set(index, counter);
    }
    counter.increment();
    Histogram duration = durations.get(route);
    if (duration != null) {
      duration.observe(nanos);
    }
  }

  /** A client has no whole reply. */
  void cut() {
    cut.increment();
  }

  /** Shows what the frontend's threads do, and who is connected. */
  void show(Workers workers, Readers readers, int port) {
    metrics.gauge("toystore_workers", "Threads that answer requests.", workers::count);
    metrics.gauge("toystore_workers_busy", "Workers that are at work.", workers::busy);
    metrics.gauge(
        "toystore_requests_in_hand",
        "Requests that are read and not yet answered: they wait for a worker or for a service.",
        workers::tasks);
    metrics.gauge("toystore_readers_busy", "Threads that read a request.", readers::getActiveCount);
    metrics.gauge(
        "toystore_reader_queue_requests",
        "Requests that wait for a thread to read them.",
        () -> readers.getQueue().size());
    if (OpenConnections.canBeCounted()) {
      metrics.gauge(
          "toystore_http_connections",
          "Open connections of clients, idle ones among them.",
          () -> OpenConnections.to(port));
    }
  }

  /** {@code GET /metrics}: nobody waits for a new page while there is an old one. */
  Reply page() {
    Shown known = shown;
    if (known == null) {
      making.lock();
    } else if (System.nanoTime() - known.until < 0 || !making.tryLock()) {
      return known.reply;
    }
    try {
      long start = System.nanoTime();
      byte[] text = ProcessMetrics.text().getBytes(StandardCharsets.UTF_8);
      long end = System.nanoTime();
      Reply reply = new Reply(200, text, Map.of("Content-Type", Metrics.CONTENT_TYPE));
      shown = new Shown(reply, end + Math.max(PAGE_NANOS, SHARE * (end - start)));
      return reply;
    } finally {
      making.unlock();
    }
  }
}
