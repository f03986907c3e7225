package abuse;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import store.Service;

/** The most resident memory that each service had while this is open. */
final class MemoryWatch implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 50;

  private final Target target;
  private final Map<Service, Long> highest = new EnumMap<>(Service.class);
  private final Thread thread = new Thread(this::watch, "memory-watch");
  private volatile boolean stopping;

  MemoryWatch(Target target) {
    this.target = target;
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try {
      while (!stopping) {
        for (Service service : Service.values()) {
          highest.merge(service, target.residentBytes(service), Math::max);
        }
        TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it; then checks that no service needed more than its container may hold. */
  void check(Findings findings) {
    close();
    for (Map.Entry<Service, Long> entry : highest.entrySet()) {
      long limit = Target.memoryLimit(entry.getKey());
      String fact = entry.getKey().title() + " " + (entry.getValue() >> 20) + " MiB";
      findings.check(entry.getValue() <= limit, fact + " of " + (limit >> 20));
    }
    findings.note("frontend " + (highest.getOrDefault(Service.FRONTEND, 0L) >> 20) + " MiB");
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
