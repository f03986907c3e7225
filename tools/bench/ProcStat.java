package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a running process has used: from Linux's /proc, elsewhere from the JDK where it can tell.
 */
final class ProcStat {
  private ProcStat() {}

  /** CPU time in seconds, user and system, of these processes together since they began. */
  static double cpuSeconds(long... pids) {
    double sum = 0;
    for (long pid : pids) {
      sum +=
          ProcessHandle.of(pid)
              .flatMap(process -> process.info().totalCpuDuration())
              .map(duration -> duration.toNanos() / 1e9)
              .orElseThrow(() -> new IllegalStateException("no CPU time known of process " + pid));
    }
    return sum;
  }

  /** Resident memory in megabytes (10^6 bytes); empty where there is no /proc. */
  static Optional<Double> residentMegabytes(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return Optional.empty();
    }
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e6)
          .findFirst();
    }
  }
}
