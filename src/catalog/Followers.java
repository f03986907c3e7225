package catalog;

import common.journal.CommitLog;
import common.metrics.Histogram;
import common.metrics.Metrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The frontends that answer queries from their memory, each under a lease, after Gray and Cheriton
 * (SOSP 1989). Before a batch of movements is published, every frontend that may hold a lease has
 * dropped the toys in it, or its lease is over; docs/design.md has the argument that no read is
 * stale.
 *
 * <p>A frontend whose stream broke may still be alive and answering: it is waited for until its
 * lease is over, and so are the frontends of the catalog that ran before this one.
 */
final class Followers implements CommitLog.Audience<Movement> {
  /** More followers than this are turned away. */
  static final int MAX_FOLLOWERS = 64;

  /** Toys in a message. */
  private static final int PART = 256;

  /** What is sent to a follower; nothing here waits. */
  interface Stream {
    void granted(long renew, long millis);

    void snapshot(List<Item> toys, boolean last);

    /** One part of a Drop; whoever acknowledges the number has dropped all before it, too. */
    void drop(long number, List<String> names);

    void put(List<Item> toys);

    /** Ends the stream: the follower may come again. */
    void end(String reason);
  }

  /** Runs a task later. */
  interface Timer {
    void schedule(Runnable task, long delayNanos);
  }

  /** A batch that is announced and not yet published. */
  private static final class Announcement {
    final List<Movement> batch;
    final Set<String> names;
    final long madeAt;

    /** Whoever has acknowledged this Drop has dropped them all. */
    final long drop;

    final Set<Member> awaited = new HashSet<>();
    final CompletableFuture<Void> heard = new CompletableFuture<>();

    Announcement(List<Movement> batch, Set<String> names, long madeAt, long drop) {
      this.batch = batch;
      this.names = names;
      this.madeAt = madeAt;
      this.drop = drop;
    }
  }

  private final long leaseNanos;
  private final LongSupplier leadsForNanos;
  private final LongSupplier clock;
  private final Timer timer;
  private final Supplier<List<Item>> list;
  private final Function<String, Item> query;
  private final List<Member> members = new ArrayList<>();

  /** In the order of the batches. */
  private final ArrayDeque<Announcement> announcements = new ArrayDeque<>();

  private final DroppedToys dropped = new DroppedToys();
  private long lastDrop;

  private final Histogram waits =
      Metrics.ofProcess()
          .durations(
              "toystore_follower_wait_seconds",
              "From the announcement of a batch until no frontend that may have its toys can show"
                  + " them.");

  /**
   * @param leaseMillis how long a lease lasts at most, from the moment its renewal is received
   * @param leadsForNanos how long this catalog surely leads: no lease lasts longer
   * @param clock like {@link System#nanoTime}
   * @param list all toys as they are published
   * @param query one of them, or null
   */
  Followers(
      long leaseMillis,
      LongSupplier leadsForNanos,
      LongSupplier clock,
      Timer timer,
      Supplier<List<Item>> list,
      Function<String, Item> query) {
    this.leaseNanos = TimeUnit.MILLISECONDS.toNanos(leaseMillis);
    this.leadsForNanos = leadsForNanos;
    this.clock = clock;
    this.timer = timer;
    this.list = list;
    this.query = query;
    Metrics metrics = Metrics.ofProcess();
    metrics.gauge(
        "toystore_followers", "Frontends whose stream is open.", () -> count(Member::isOpen));
    metrics.gauge(
        "toystore_leases",
        "Frontends that may answer from memory, as their lease is not over.",
        () -> count(Member::mayHoldLease));
  }

  private synchronized long count(Predicate<Member> which) {
    return members.stream().filter(which).count();
  }

  /** A frontend's lease, and its stream while that is open. */
  final class Member {
    private Stream stream;
    private long leaseEnd;

    private Member(Stream stream, long leaseEnd) {
      this.stream = stream;
      this.leaseEnd = leaseEnd;
    }

    private boolean isOpen() {
      return stream != null;
    }

    private boolean mayHoldLease() {
      return leaseEnd - clock.getAsLong() > 0;
    }

    private void end(String reason) {
      stream.end(reason);
      stream = null;
    }

    /** The follower asks for a lease, or for more of it. */
    void renew(long number) {
      synchronized (Followers.this) {
        if (!isOpen()) {
          return;
        }
        long now = clock.getAsLong();
        long granted = Math.min(leaseNanos, leadsForNanos.getAsLong());
        if (isSlow(now)) {
          // Otherwise a follower that renews, and acknowledges nothing, would stop all sales.
          end("a Drop was not acknowledged in time");
        } else if (granted <= 0) {
          end("this catalog may lead no longer");
        } else {
          leaseEnd = now + granted;
          stream.granted(number, TimeUnit.NANOSECONDS.toMillis(granted));
        }
      }
    }

    private boolean isSlow(long now) {
      return announcements.stream()
          .anyMatch(made -> made.awaited.contains(this) && now - made.madeAt > leaseNanos / 3);
    }

    /**
     * The follower has dropped what all Drops up to this number named.
     *
     * @param shown those of this Drop's toys that it had answered with
     */
    void dropped(long number, Collection<String> shown) {
      List<CompletableFuture<Void>> heard;
      synchronized (Followers.this) {
        asked(shown);
        for (Announcement made : announcements) {
          if (made.drop <= number) {
            made.awaited.remove(this);
          }
        }
        heard = heard();
      }
      complete(heard);
    }

    /** The follower wants a toy that it did not keep. */
    void want(String name) {
      synchronized (Followers.this) {
        if (dropped.contains(name)) {
          asked(List.of(name));
          return;
        }
        Item toy = query.apply(name);
        if (toy != null && isOpen()) {
          stream.put(List.of(toy));
        }
      }
    }

    /** The stream is over; the lease may not be. */
    void leave() {
      synchronized (Followers.this) {
        stream = null;
      }
    }
  }

  /**
   * Another catalog ran before this one, and gave leases until it ended.
   *
   * @param ended a time, by the clock, at which it had ended
   */
  synchronized void awaitPredecessor(long ended) {
    members.add(new Member(null, ended + leaseNanos));
  }

  /** Ends all streams: the catalog stops. */
  synchronized void end() {
    members.stream().filter(Member::isOpen).forEach(member -> member.end("the catalog stops"));
  }

  /** A frontend follows: it is sent all toys; or null if there are too many followers. */
  synchronized Member join(Stream stream) {
    sweep();
    if (members.size() >= MAX_FOLLOWERS) {
      return null;
    }
    Member member = new Member(stream, clock.getAsLong());
    members.add(member);
    inParts(list.get(), stream::snapshot);
    if (!dropped.isEmpty()) {
      // The snapshot may show these as they were, or as they will be.
      drop(stream, lastDrop, dropped.names());
    }
    return member;
  }

  /** Only the last part has the number, as the follower acknowledges each. */
  private static void drop(Stream stream, long number, List<String> names) {
    inParts(names, (part, last) -> stream.drop(last ? number : 0, part));
  }

  private static <T> void inParts(List<T> whole, BiConsumer<List<T>, Boolean> each) {
    int from = 0;
    do {
      int to = Math.min(from + PART, whole.size());
      each.accept(whole.subList(from, to), to == whole.size());
      from = to;
    } while (from < whole.size());
  }

  /** Forgets those whose stream is closed and whose lease is over. */
  private void sweep() {
    members.removeIf(member -> !member.isOpen() && !member.mayHoldLease());
  }

  @Override
  public CompletableFuture<Void> announce(List<Movement> batch) {
    return announce(batch, names(batch));
  }

  /**
   * Has all followers drop everything for good, so that the next catalog need not wait for their
   * leases.
   *
   * @return completed when none answers from memory any more
   */
  CompletableFuture<Void> dropAll() {
    return announce(List.of(), list.get().stream().map(Item::name).collect(Collectors.toSet()));
  }

  private CompletableFuture<Void> announce(List<Movement> batch, Set<String> names) {
    Announcement made;
    synchronized (this) {
      sweep();
      List<String> kept = dropped.announce(names);
      lastDrop += kept.isEmpty() ? 0 : 1;
      made = new Announcement(batch, names, clock.getAsLong(), lastDrop);
      if (!kept.isEmpty()) {
        drop(kept, made);
      } else if (!announcements.isEmpty()) {
        // The Drops before it may not have been acknowledged yet.
        made.awaited.addAll(announcements.getLast().awaited);
      }
      announcements.add(made);
      if (!made.awaited.isEmpty()) {
        scheduleExpiry(made);
        return made.heard;
      }
    }
    made.heard.complete(null);
    return made.heard;
  }

  private void drop(List<String> names, Announcement made) {
    for (Member member : members) {
      if (member.isOpen()) {
        drop(member.stream, made.drop, names);
      }
      if (member.mayHoldLease()) {
        made.awaited.add(member);
      }
    }
  }

  private static Set<String> names(List<Movement> batch) {
    Set<String> names = new LinkedHashSet<>();
    batch.forEach(movement -> names.add(movement.name()));
    return names;
  }

  /** Looks again when the first of the awaited leases is over, unless it is renewed. */
  private void scheduleExpiry(Announcement made) {
    long now = clock.getAsLong();
    long delay = leaseNanos;
    for (Member member : made.awaited) {
      delay = Math.min(delay, member.leaseEnd - now);
    }
    timer.schedule(() -> expire(made), Math.max(0, delay));
  }

  private void expire(Announcement made) {
    List<CompletableFuture<Void>> heard;
    synchronized (this) {
      made.awaited.removeIf(member -> !member.mayHoldLease());
      if (!made.awaited.isEmpty()) {
        scheduleExpiry(made);
      }
      heard = heard();
    }
    complete(heard);
  }

  private List<CompletableFuture<Void>> heard() {
    List<CompletableFuture<Void>> heard = new ArrayList<>();
    for (Announcement made : announcements) {
      if (made.awaited.isEmpty() && !made.heard.isDone()) {
        waits.observe(clock.getAsLong() - made.madeAt);
        heard.add(made.heard);
      }
    }
    return heard;
  }

  /** Not under the monitor: this publishes. */
  private static void complete(List<CompletableFuture<Void>> heard) {
    heard.forEach(announcement -> announcement.complete(null));
  }

  @Override
  public synchronized void published(List<Movement> batch) {
    // Not always the first: dropAll's is never published, and may stand before it.
    Announcement made = announcements.stream().filter(a -> a.batch.equals(batch)).findFirst().get();
    announcements.remove(made);
    dropped.publish(made.names);
    if (members.stream().noneMatch(Member::isOpen)) {
      dropped.ask(made.names); // Whoever comes has them in the snapshot.
    }
    putAsked(made.names);
  }

  /** Somebody asks for these toys: followers that dropped them are sent them again. */
  synchronized void asked(Collection<String> names) {
    if (!dropped.isEmpty()) {
      dropped.ask(names);
      putAsked(names);
    }
  }

  private void putAsked(Collection<String> names) {
    List<Item> toys = dropped.takeAsked(names).stream().map(query).toList();
    for (Member member : members) {
      if (member.isOpen() && !toys.isEmpty()) {
        member.stream.put(toys);
      }
    }
  }
}
