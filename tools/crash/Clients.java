package crash;

import common.journal.UnusableFileException;
import history.Linearizability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Clients that read and buy, each through all the frontends of a store, until they are stopped, and
 * what they saw. The store must have begun with {@link #writeStartingFiles}.
 */
public final class Clients implements AutoCloseable {
  private final Observations seen;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stop;

  private Clients(Observations seen) {
    this.seen = seen;
  }

  /** Writes the catalogue that these clients know into the data folder of a new store. */
  public static void writeStartingFiles(Path data) throws IOException {
    new StartingFiles(new Observations()).write(data, 0, 0);
  }

  /**
   * Starts clients for a test.
   *
   * @param ports of the frontends
   * @param pauseMillis between two requests of a client, at most
   * @param seed of their choices
   */
  public static Clients start(List<Integer> ports, int count, int pauseMillis, long seed) {
    return start(ports, count, pauseMillis, seed, new Observations(), () -> {});
  }

  /**
   * Starts clients.
   *
   * @param silence run when a request gets no reply, and its connection stands
   */
  static Clients start(
      List<Integer> ports,
      int count,
      int pauseMillis,
      long seed,
      Observations seen,
      Runnable silence) {
    Clients clients = new Clients(seen);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      String name = "client " + i;
      SplittableRandom own = random.split();
      Client client = new Client(name, ports, i % 2 == 0, seen, own, silence);
      Shopper shopper = new Shopper(i, client, seen, own, pauseMillis, () -> clients.stop);
      clients.threads.add(new Thread(shopper, name));
    }
    clients.threads.forEach(Thread::start);
    return clients;
  }

  /** Returns when all have their last answers. */
  public void stop() throws InterruptedException {
    stop = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Replies that showed toys, so far. */
  public int reads() {
    return seen.reads().size();
  }

  /**
   * What was wrong about the replies, in sentences; empty if they are all as promised, and together
   * linearizable. Clients and store must have stopped.
   *
   * @param data the folder of the order service
   */
  public List<String> check(Path data) throws IOException, UnusableFileException {
    return check(Aftermath.of(Map.of(), List.of(), Map.of(), data));
  }

  List<String> check(Aftermath after) {
    List<String> failures = new ArrayList<>(seen.problems());
    failures.addAll(Linearizability.check(Histories.of(Toys.ALL, seen, after)));
    return failures;
  }

  /** They stop when they have the answers to what they sent, or sooner. */
  @Override
  public void close() {
    stop = true;
  }
}
