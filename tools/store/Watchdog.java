package store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ends processes that this JVM started when the JVM itself is gone, whatever ended it: even SIGKILL
 * closes its end of the pipe from which a small shell reads what would have to be ended then.
 */
public final class Watchdog {
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      pids=
      while read -r line; do pids=$line; done
      [ -n "$pids" ] || exit 0
      kill -TERM $pids
      for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        living=
        for pid in $pids; do if kill -0 $pid; then living="$living $pid"; fi; done
        [ -n "$living" ] || exit 0
        pids=$living
        sleep 1
      done
      kill -KILL $pids
      """;

  /** Guarded by this class, as all that follows. */
  private static OutputStream pipe;

  private static final Set<Long> GUARDED = new LinkedHashSet<>();

  private Watchdog() {}

  /** Should the process outlive this JVM, it gets SIGTERM, and SIGKILL 15 s later. */
  public static void guard(Process process) throws IOException {
    synchronized (Watchdog.class) {
      if (pipe == null) {
        pipe = start();
      }
      GUARDED.add(process.pid());
      tell();
    }
    process.onExit().thenAccept(Watchdog::forget);
  }

  private static OutputStream start() throws IOException {
    return new ProcessBuilder("/bin/sh", "-c", SCRIPT)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .getOutputStream();
  }

  private static synchronized void forget(Process process) {
    GUARDED.remove(process.pid());
    tell();
  }

  private static void tell() {
    String line = GUARDED.stream().map(String::valueOf).collect(Collectors.joining(" ", "", "\n"));
    try {
      pipe.write(line.getBytes(StandardCharsets.US_ASCII));
      pipe.flush();
    } catch (IOException e) {
      // Somebody has killed the shell: there is no second guard then.
    }
  }
}
