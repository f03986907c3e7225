package store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Ends processes when this JVM is gone, whatever ended it: even SIGKILL closes its end of the pipe
 * from which a small shell reads what is to be ended then.
 */
final class Watchdog {
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      pids=
      while read -r line; do pids=$line; done
      [ -n "$pids" ] || exit 0
      kill -TERM $pids
      for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        living=
        for pid in $pids; do if kill -0 $pid; then living=yes; fi; done
        [ -n "$living" ] || exit 0
        sleep 1
      done
      kill -KILL $pids
      """;

  private final OutputStream pipe;

  Watchdog() throws IOException {
    pipe =
        new ProcessBuilder("/bin/sh", "-c", SCRIPT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
            .getOutputStream();
  }

  /** From now on it is these that it ends: SIGTERM, and SIGKILL 15 s later. */
  synchronized void guard(Collection<Long> pids) {
    String line = pids.stream().map(String::valueOf).collect(Collectors.joining(" ", "", "\n"));
    try {
      pipe.write(line.getBytes(StandardCharsets.US_ASCII));
      pipe.flush();
    } catch (IOException e) {
      // Somebody killed the watchdog: the processes have no second guard then.
    }
  }
}
