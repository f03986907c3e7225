package crash;

import history.History;
import history.History.Read;
import history.History.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What the clients of a run did and saw. Safe for threads. */
final class Observations {
  /** Things that are counted for the report. */
  enum Count {
    READS,
    LISTS,
    ORDERS_READ,
    KEYED,
    UNKEYED,
    REPEATS,
    OTHER_BODIES,
    TWINS,
    BUSY,
    NO_REPLY,
    HUNG_UP,
    NOT_SENT
  }

  /**
   * A change of the catalogue that was answered.
   *
   * @param add pieces
   * @param cents the new price, or null
   * @param call when it was first sent, in nanoseconds of this run
   */
  record Change(String id, String toy, int add, Long cents, long call, long reply) {}

  /** A time, in nanoseconds of this run. */
  record Span(long start, long end) {}

  private static final int RECENT = 50;
  private static final int MAX_PROBLEMS = 50;

  private final long begin = System.nanoTime();
  private final List<Read> reads = new ArrayList<>();
  private final List<Purchase> keyed = new ArrayList<>();
  private final List<Purchase> unkeyed = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
  private final List<Span> cutOff = new ArrayList<>();
  private final List<Long> frontendKills = new ArrayList<>();
  private int pastPurchases;
  private long lastBought;
  private long longestPause;
  private volatile boolean orderBookRestored;

  Observations() {
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

  /** A reply showed these toys. */
  void read(String reader, Map<String, State> toys, long call, long reply) {
    count(toys.size() == 1 ? Count.READS : Count.LISTS);
    synchronized (this) {
      reads.add(new Read(reader, toys, call, reply));
    }
  }

  synchronized List<Read> reads() {
    return List.copyOf(reads);
  }

  Purchase purchase(String key, String toy, int quantity) {
    Purchase purchase = new Purchase(key, toy, quantity);
    synchronized (this) {
      (key == null ? unkeyed : keyed).add(purchase);
    }
    count(key == null ? Count.UNKEYED : Count.KEYED);
    return purchase;
  }

  /** See {@link Purchase#twins}. */
  List<Purchase> twins(String key, int quantity) {
    List<Purchase> twins =
        Purchase.twins(key, Toys.TWINS.get(0).name(), Toys.TWINS.get(1).name(), quantity);
    synchronized (this) {
      keyed.addAll(twins);
    }
    count(Count.TWINS);
    return twins;
  }

  /** A purchase without a key, answered before this run. */
  synchronized void past(String toy, int quantity, long order) {
    Purchase purchase = new Purchase(null, toy, quantity);
    purchase.answered(new Purchase.Answer(order, History.BEFORE, History.BEFORE));
    unkeyed.add(purchase);
    pastPurchases++;
  }

  /** How many purchases were answered before this run. */
  synchronized int pastPurchases() {
    return pastPurchases;
  }

  /** Some purchase with a key, of anybody, often a recent one; null if there is none yet. */
  synchronized Purchase anyKeyed(SplittableRandom random) {
    if (keyed.isEmpty()) {
      return null;
    }
    int size = keyed.size();
    int among = random.nextBoolean() ? size : Math.min(size, RECENT);
    return keyed.get(size - 1 - random.nextInt(among));
  }

  synchronized List<Purchase> keyed() {
    return List.copyOf(keyed);
  }

  synchronized List<Purchase> unkeyed() {
    return List.copyOf(unkeyed);
  }

  List<Purchase> purchases() {
    return Stream.concat(keyed().stream(), unkeyed().stream()).toList();
  }

  synchronized void changed(Change change) {
    changes.add(change);
  }

  synchronized List<Change> changes() {
    return List.copyOf(changes);
  }

  /** Pieces of a toy that changes have added. */
  long added(String toy) {
    return changes().stream()
        .filter(change -> change.toy().equals(toy))
        .mapToLong(Change::add)
        .sum();
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

  /** A frontend is about to be killed: only then may a reply be cut off. */
  synchronized void frontendKill() {
    frontendKills.add(now());
  }

  synchronized List<Long> frontendKills() {
    return List.copyOf(frontendKills);
  }

  /**
   * An older copy of the order book is put back, and the order service has not got all the later
   * sales from the catalog again.
   */
  void orderBookRestored(boolean restored) {
    orderBookRestored = restored;
  }

  /** Whether the order service may lack orders for a moment. */
  boolean isOrderBookRestored() {
    return orderBookRestored;
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
