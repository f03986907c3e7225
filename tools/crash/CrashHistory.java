package crash;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** What the clients of a run did and saw. Safe for many threads. */
final class CrashHistory {
  /** Things that are counted for the report. */
  enum Count {
    READS,
    ORDERS_READ,
    KEYED,
    UNKEYED,
    REPEATS,
    OTHER_BODIES,
    BUSY,
    NO_REPLY,
    HUNG_UP,
    NOT_SENT
  }

  /**
   * A quantity that a reader was shown.
   *
   * @param start when it asked, in nanoseconds of this run
   * @param end when it had the reply
   */
  record Read(long start, long end, long quantity) {}

  /** A time, in nanoseconds of this run. */
  record Span(long start, long end) {}

  private static final int RECENT = 50;
  private static final int MAX_PROBLEMS = 50;

  private final long begin = System.nanoTime();
  private final Map<String, List<Read>> reads = new LinkedHashMap<>();
  private final List<CrashPurchase> keyed = new ArrayList<>();
  private final List<CrashPurchase> unkeyed = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
  private final List<Span> cutOff = new ArrayList<>();
  private final List<Long> frontendKills = new ArrayList<>();
  private int pastPurchases;
  private long lastBought;
  private long longestPause;

  CrashHistory() {
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  /** Nanoseconds since the run began. */
  long now() {
    return System.nanoTime() - begin;
  }

  void count(Count count) {
    counts.get(count).increment();
  }

  long counted(Count count) {
    return counts.get(count).sum();
  }

  synchronized void read(String toy, long start, long end, long quantity) {
    reads.computeIfAbsent(toy, name -> new ArrayList<>()).add(new Read(start, end, quantity));
  }

  /** The reads of a toy, in no order. */
  synchronized List<Read> reads(String toy) {
    return List.copyOf(reads.getOrDefault(toy, List.of()));
  }

  CrashPurchase purchase(String key, String toy, int quantity) {
    CrashPurchase purchase = new CrashPurchase(key, toy, quantity);
    synchronized (this) {
      (key == null ? unkeyed : keyed).add(purchase);
    }
    count(key == null ? Count.UNKEYED : Count.KEYED);
    return purchase;
  }

  /** A purchase without a key, answered before this run. */
  synchronized void past(String toy, int quantity, long order) {
    CrashPurchase purchase = new CrashPurchase(null, toy, quantity);
    purchase.answered(new CrashPurchase.Answer(order, -1, -1));
    unkeyed.add(purchase);
    pastPurchases++;
  }

  /** How many purchases were answered before this run. */
  synchronized int pastPurchases() {
    return pastPurchases;
  }

  /** Some purchase with a key, of anybody, often a recent one; null if there is none yet. */
  synchronized CrashPurchase anyKeyed(SplittableRandom random) {
    if (keyed.isEmpty()) {
      return null;
    }
    int size = keyed.size();
    int among = random.nextBoolean() ? size : Math.min(size, RECENT);
    return keyed.get(size - 1 - random.nextInt(among));
  }

  synchronized List<CrashPurchase> keyed() {
    return List.copyOf(keyed);
  }

  synchronized List<CrashPurchase> unkeyed() {
    return List.copyOf(unkeyed);
  }

  /** A purchase was answered with an order, just now. */
  synchronized void bought() {
    long now = now();
    longestPause = Math.max(longestPause, now - lastBought);
    lastBought = now;
  }

  /** When a purchase was last answered with an order, in nanoseconds of this run. */
  synchronized long lastBought() {
    return lastBought;
  }

  /** The longest time without a purchase answered with an order, in nanoseconds. */
  synchronized long longestPause() {
    return longestPause;
  }

  /** A reply began and did not end. */
  synchronized void cutOff(long start, long end) {
    cutOff.add(new Span(start, end));
  }

  synchronized List<Span> cutOff() {
    return List.copyOf(cutOff);
  }

  /** The frontend is about to be killed: only then may a reply be cut off. */
  synchronized void frontendKill() {
    frontendKills.add(now());
  }

  synchronized List<Long> frontendKills() {
    return List.copyOf(frontendKills);
  }

  /** Something happened that must not. The time of day leads to the place in the logs. */
  synchronized void problem(String sentence) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + sentence);
    }
  }

  synchronized List<String> problems() {
    return List.copyOf(problems);
  }
}
