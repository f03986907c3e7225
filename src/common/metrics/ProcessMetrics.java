package common.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import common.process.Log;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.function.Supplier;

/**
 * The page of this process, with what the JVM tells of itself. That is looked for when the page is
 * first asked for: a service whose page nobody wants does not load the JVM's management for it.
 */
public final class ProcessMetrics {
  private static final double MILLIS_A_SECOND = 1e3;
  private static final double NANOS_A_SECOND = 1e9;

  private ProcessMetrics() {}

  /** The page. */
  public static String text() {
    return Registered.METRICS.text();
  }

  /** Registers once, by its initialization. */
  private static final class Registered {
    static final Metrics METRICS = Metrics.ofProcess();

    static {
      memory();
      garbageCollection();
      process();
      METRICS.counter(
          "toystore_log_lines_dropped_total",
          "Log lines that the output did not take.",
          Log::dropped);
    }

    private static void memory() {
      MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
      area("heap", memory::getHeapMemoryUsage);
      area("nonheap", memory::getNonHeapMemoryUsage);
    }

    private static void area(String area, Supplier<MemoryUsage> usage) {
      METRICS.gauge(
          "jvm_memory_used_bytes", "Memory in use.", () -> usage.get().getUsed(), "area", area);
      METRICS.gauge(
          "jvm_memory_committed_bytes",
          "Memory that the JVM has from the system.",
          () -> usage.get().getCommitted(),
          "area",
          area);
      METRICS.gauge(
          "jvm_memory_max_bytes",
          "The most memory that the JVM may use; -1 without a bound.",
          () -> usage.get().getMax(),
          "area",
          area);
    }

    private static void garbageCollection() {
      for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
        METRICS.counter(
            "jvm_gc_collections_total",
            "Garbage collections.",
            collector::getCollectionCount,
            "gc",
            collector.getName());
        METRICS.counter(
            "jvm_gc_collection_seconds_total",
            "Time spent in garbage collections.",
            () -> collector.getCollectionTime() / MILLIS_A_SECOND,
            "gc",
            collector.getName());
      }
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      METRICS.gauge("jvm_threads", "Live threads.", threads::getThreadCount);
    }

    private static void process() {
      long start = ManagementFactory.getRuntimeMXBean().getStartTime();
      METRICS.gauge(
          "process_start_time_seconds",
          "When the process started, in seconds since 1970.",
          () -> start / MILLIS_A_SECOND);
      if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
        METRICS.counter(
            "process_cpu_seconds_total",
            "Processor time, user and system.",
            () -> system.getProcessCpuTime() / NANOS_A_SECOND);
      }
      if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
        METRICS.gauge(
            "process_open_fds", "Open file descriptors.", unix::getOpenFileDescriptorCount);
        METRICS.gauge(
            "process_max_fds",
            "The most file descriptors that may be open.",
            unix::getMaxFileDescriptorCount);
      }
    }
  }
}
