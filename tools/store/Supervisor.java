package store;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Services as children of this JVM. None outlives it, whatever ends it. */
final class Supervisor {
  private final PrintStream out;
  private final BlockingQueue<SupervisedService> ended = new LinkedBlockingQueue<>();

  /** What was started, without what {@link #pollEnded} has returned. */
  private final List<SupervisedService> running = new ArrayList<>();

  private boolean stopping;

  Supervisor(PrintStream out) {
    this.out = out;
  }

  synchronized SupervisedService start(
      Service service, List<String> command, Map<String, String> environment) throws IOException {
    if (stopping) {
      throw new IOException("the store is closing");
    }
    SupervisedService started =
        new SupervisedService(service, command, environment, out, ended::add);
    running.add(started);
    return started;
  }

  /** A service that has ended by itself, each once; null if there is none within this time. */
  SupervisedService pollEnded(long millis) throws InterruptedException {
    SupervisedService gone = ended.poll(millis, TimeUnit.MILLISECONDS);
    synchronized (this) {
      if (gone == null || stopping) {
        return null;
      }
      running.remove(gone);
      return gone;
    }
  }

  synchronized List<SupervisedService> running() {
    return List.copyOf(running);
  }

  /**
   * Stops what runs, the frontend first, as each service needs those that were started before it.
   * From here on nothing is started, and nothing counts as ended by itself.
   *
   * @return whether all have stopped when they were asked to
   */
  synchronized boolean stop() throws InterruptedException {
    stopping = true;
    boolean stopped = true;
    running.sort(Comparator.comparing(SupervisedService::service).reversed());
    for (SupervisedService service : running) {
      stopped &= service.stop();
    }
    return stopped;
  }
}
