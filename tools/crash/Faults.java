package crash;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import store.Service;
import store.ServiceProcess;
import store.Target;
import verify.Report;
import verify.Verification;

/**
 * Does bad things to a store, by chance as they were weighted, and sees that it comes back: kills
 * parts of it and starts them again, sometimes one that is just starting, lets one hang for a
 * while, or stops one gracefully.
 */
final class Faults {
  /** Something bad that is done to the store; returns when it is over, or on its way to be. */
  interface Fault {
    void strike() throws IOException, InterruptedException;
  }

  /** One of so many faults is something that a person does to the files. */
  private static final int FILE_FAULTS_APART = 2;

  private static final long BACK_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long STOP_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final int MAX_DOWN_MILLIS = 800;
  private static final int MAX_START_MILLIS = 900;
  private static final int MAX_HANG_MILLIS = 3_000;

  private static final String FRONTEND = Service.FRONTEND.title();

  /** Of a process that can promise nothing more, such as a leader that lost its leadership. */
  private static final int FATAL = 3;

  private final List<Target> targets;
  private final Observations seen;
  private final Random random;
  private final PrintStream diary;
  private final List<Fault> processFaults = new ArrayList<>();
  private final List<Fault> fileFaults = new ArrayList<>();
  private final Lock books = new ReentrantLock();
  private final List<Target> starting = new ArrayList<>();
  private final Map<String, Integer> kills = new ConcurrentSkipListMap<>();
  private final List<Long> outages = new ArrayList<>();
  private int count;
  private int hangs;
  private int stops;
  private int starts;
  private int offlineChecks;
  private boolean leadersStepDown;
  private int stepDowns;

  /**
   * Nothing is done yet.
   *
   * @param targets the services; they run
   * @param diary what is done is written here, with the time
   */
  Faults(List<? extends Target> targets, Observations seen, Random random, PrintStream diary) {
    this.targets = List.copyOf(targets);
    this.seen = seen;
    this.random = random;
    this.diary = diary;
  }

  /** Held while the books are read, and while a file in them is not the store's own. */
  Lock books() {
    return books;
  }

  /** One of the faults between the others, with so many chances in a hundred. */
  void choose(int percent, Fault fault) {
    processFaults.addAll(Collections.nCopies(percent, fault));
  }

  /** A service whose leadership is lost ends, and is to be started again; that is no fault. */
  void letLeadersStepDown() {
    leadersStepDown = true;
  }

  /** These come in turn between the others. */
  void addFileFaults(List<Fault> faults) {
    fileFaults.addAll(faults);
    Collections.shuffle(fileFaults, random);
  }

  /** One fault, and the start after it. */
  void next() throws IOException, InterruptedException {
    if (count++ % FILE_FAULTS_APART == 0 && !fileFaults.isEmpty()) {
      awaitReady();
      fileFaults.get(count / FILE_FAULTS_APART % fileFaults.size()).strike();
      return;
    }
    processFaults.get(random.nextInt(processFaults.size())).strike();
    if (random.nextInt(100) < 15) {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_START_MILLIS));
      killAndStart(some(targets, 1));
    }
  }

  /** A random choice. */
  List<Target> some(List<? extends Target> all, int count) {
    List<Target> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, count);
  }

  /** Writes into the diary. */
  void write(String sentence) {
    diary.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + sentence);
  }

  /** SIGKILL for all at once, and the start of each. */
  void killAndStart(List<? extends Target> some) throws IOException, InterruptedException {
    kill(some);
    start(some);
  }

  /** SIGKILL for all at once. */
  void kill(List<? extends Target> some) throws IOException, InterruptedException {
    for (Target target : some) {
      mustBeAlive(target);
    }
    if (some.stream().anyMatch(target -> target.kind().equals(FRONTEND))) {
      seen.frontendKill();
    }
    write("SIGKILL " + some);
    CompletableFuture<?>[] killed =
        some.stream()
            .map(target -> CompletableFuture.runAsync(target::kill))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(killed).join();
    some.forEach(target -> kills.merge(target.kind(), 1, Integer::sum));
  }

  /** Starts what has ended. */
  void start(List<? extends Target> some) throws IOException, InterruptedException {
    for (Target target : some) {
      if (random.nextBoolean()) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_DOWN_MILLIS));
      }
      target.launch();
      starting.add(target);
      write("start " + target);
      starts++;
    }
  }

  /** What crashes of all leave must be whole before any start has mended it. */
  void verifyStopped(Path data) throws IOException {
    Report report = Verification.of(data);
    offlineChecks++;
    if (!report.whole()) {
      seen.problem("after a kill of all services, the data folder is not whole:\n" + report);
    }
  }

  /** Like a machine that stalls: calls time out, and are carried out later, or never. */
  void hang(Target target) throws IOException, InterruptedException {
    mustBeAlive(target);
    target.pause();
    write("SIGSTOP " + target);
    TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_HANG_MILLIS));
    hangs++;
    if (random.nextBoolean()) {
      target.resume();
      write("SIGCONT " + target);
    } else {
      killAndStart(List.of(target));
    }
  }

  /** SIGTERM, and the start after it. */
  void stop(Target target) throws IOException, InterruptedException {
    awaitReady();
    mustBeAlive(target);
    awaitReady();
    long begin = System.nanoTime();
    write("SIGTERM " + target);
    int status = target.terminate();
    long took = System.nanoTime() - begin;
    stops++;
    String ended =
        String.format("%s ended with status %d after %d ms", target, status, took / 1_000_000);
    write(ended);
    boolean steppedDown = leadersStepDown && status == FATAL;
    if (status != 0 && !steppedDown || took > STOP_WITHIN_NANOS) {
      seen.problem("SIGTERM: the " + ended);
    }
    start(List.of(target));
  }

  /** A service that ends by itself is a fault of its own, but for a leader that steps down. */
  void mustBeAlive(Target target) throws IOException, InterruptedException {
    if (!target.isAlive()) {
      if (target instanceof ServiceProcess service && hasSteppedDown(service)) {
        start(List.of(service));
        return;
      }
      throw new IllegalStateException("the " + target + " ended by itself: " + target.ending());
    }
  }

  /** Whether a process that ended was a leader that may no longer be one; counts it. */
  boolean hasSteppedDown(ServiceProcess ended) {
    boolean steppedDown = leadersStepDown && ended.awaitExit() == FATAL;
    if (steppedDown) {
      stepDowns++;
    }
    return steppedDown;
  }

  /** Waits until all that was started is ready. */
  void awaitReady() throws IOException, InterruptedException {
    for (Target target : starting) {
      target.awaitReady();
    }
    if (!starting.isEmpty()) {
      write("all are ready");
    }
    starting.clear();
  }

  /**
   * Waits until a purchase succeeds that was begun after the last start; notes how long it took.
   */
  void awaitPurchase(long faultAt) throws IOException, InterruptedException {
    awaitPurchase();
    outages.add(seen.lastBought() - faultAt);
  }

  /** Waits until a purchase succeeds that was begun after the last start. */
  void awaitPurchase() throws IOException, InterruptedException {
    awaitReady();
    long readyAt = seen.now();
    while (seen.lastBought() < readyAt) {
      for (Target target : targets) {
        mustBeAlive(target);
      }
      if (seen.now() - readyAt > BACK_WITHIN_NANOS) {
        throw new IllegalStateException(
            "no purchase succeeded within a minute after all services were ready");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    write("a purchase succeeded");
  }

  int count() {
    return count;
  }

  int kills() {
    return kills.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** For the report. */
  String summary() {
    String each =
        kills.entrySet().stream()
            .map(kind -> kind.getKey() + " " + kind.getValue())
            .collect(Collectors.joining(", "));
    return String.format(
        "%,d: %,d killed (%s), %,d hung for a while, %,d stopped gracefully, %,d started again%s",
        count,
        kills(),
        each,
        hangs,
        stops,
        starts,
        leadersStepDown ? String.format(", %,d leaders stepped down", stepDowns) : "");
  }

  int offlineChecks() {
    return offlineChecks;
  }

  /** From a fault to the next purchase that succeeded, in nanoseconds, sorted. */
  List<Long> outages() {
    return outages.stream().sorted().toList();
  }
}
