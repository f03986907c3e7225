package frontend;

import common.testing.Await;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the frontend's access log was told, in order; without questions for its health. */
final class Requests implements AccessLog {
  /**
   * A line.
   *
   * @param thread that called the log, which is the one that handled the request
   */
  record Line(String client, String thread, String method, String path, int status) {}

  private final Queue<Line> lines = new ConcurrentLinkedQueue<>();

  @Override
  public void log(String client, Request request, Reply reply, long nanos) {
    if (request.path().equals("/health")) {
      return;
    }
    String thread = Thread.currentThread().getName();
    lines.add(new Line(client, thread, request.method(), request.path(), reply.status()));
  }

  /** All lines, when there are at least so many: a line comes after its reply. */
  List<Line> await(int count) {
    Await.until(count + " requests in the access log", () -> lines.size() >= count);
    return List.copyOf(lines);
  }
}
