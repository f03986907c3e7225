package common.rpc;

import common.metrics.Counter;
import common.metrics.Metrics;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Calls by method and status code. Counting allocates nothing but what a first call needs. */
final class CallCounts {
  private static final int CODES = Status.Code.values().length;

  private final String name;
  private final String help;

  /** By the method's full name; of each, a counter for each code that was seen. */
  private final Map<String, AtomicReferenceArray<Counter>> counters = new ConcurrentHashMap<>();

  CallCounts(String name, String help) {
    this.name = name;
    this.help = help;
  }

  /** A call has ended. */
  void count(String method, Status.Code code) {
    AtomicReferenceArray<Counter> codes =
        counters.computeIfAbsent(method, any -> new AtomicReferenceArray<>(CODES));
    Counter counter = codes.get(code.value());
    if (counter == null) {
      counter = Metrics.ofProcess().counter(name, help, "method", method, "code", code.name());
      codes.set(code.value(), counter);
    }
    counter.increment();
  }
}
