package abuse;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import store.Service;

/** Which thread served whom, from the frontend's log. */
final class AccessLog {
  private static final long LOGGED_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Many times the number of workers. */
  private static final int MAX_TRIES = 2_000;

  private static final int TRIES_AT_ONCE = 50;

  private final Target target;
  private final long start;

  /** A request's client and thread. */
  record Line(String client, String thread) {}

  /** Knows the requests that come from now on. */
  AccessLog(Target target) throws IOException {
    this.target = target;
    this.start = target.logSize(Service.FRONTEND);
  }

  /** A path that no other request has. */
  static String uniquePath() {
    return "/products/probe-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
  }

  /**
   * Waits for the last line that names this path.
   *
   * @throws IOException if none comes within 5 s
   */
  Line line(String path) throws IOException, InterruptedException {
    Pattern pattern =
        Pattern.compile("client=(\\S+) thread=(\\S+) \\S+ " + Pattern.quote(path) + " ");
    long deadline = System.nanoTime() + LOGGED_WITHIN_NANOS;
    while (System.nanoTime() < deadline) {
      Matcher matcher = pattern.matcher(target.logSince(Service.FRONTEND, start));
      if (matcher.find()) {
        return new Line(matcher.group(1), matcher.group(2));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new IOException("the frontend's log does not name " + path);
  }

  /** An id of another client that is served by the same thread. */
  static String neighbour(Target target, String id) throws IOException, InterruptedException {
    AccessLog log = new AccessLog(target);
    String path = uniquePath();
    HttpClients.get(target.http(), path, "Cookie: client_id=" + id);
    String home = log.line(path).thread();
    for (int i = 1; i <= MAX_TRIES; i++) {
      HttpClients.get(target.http(), path + "-" + i, "Cookie: client_id=n" + i);
      if (i % TRIES_AT_ONCE == 0) {
        log.line(path + "-" + i);
        Optional<String> found = log.otherClient(home);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new IOException("of " + MAX_TRIES + " ids none has the same home");
  }

  private Optional<String> otherClient(String thread) throws IOException {
    Matcher matcher =
        Pattern.compile("client=(n\\d+) thread=" + Pattern.quote(thread) + " ")
            .matcher(target.logSince(Service.FRONTEND, start));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
