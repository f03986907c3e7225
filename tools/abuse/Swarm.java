package abuse;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * Many connections that all do the same, from several addresses of this machine (127.0.0.2 and
 * following), on one thread.
 */
final class Swarm implements AutoCloseable {
  /** So that not even a large swarm overruns the store's backlog while it connects. */
  private static final int MAX_CONNECTING = 200;

  private static final long TICK_MILLIS = 20;
  private static final long CONNECTED_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final InetSocketAddress store;
  private final int addresses;
  private final int size;
  private final IntFunction<Habit> habits;
  private final Selector selector = Selector.open();
  private final Set<SwarmMember> members = new HashSet<>();
  private final Thread thread = new Thread(this::run, "swarm");
  private final AtomicInteger connecting = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicLong oldestEndMillis = new AtomicLong();
  private final Map<Integer, Integer> replies = new ConcurrentSkipListMap<>();

  /** The numbers of the members to be added. */
  private final Queue<Integer> missing = new ArrayDeque<>();

  private volatile boolean allAdded;
  private volatile boolean stopping;

  /**
   * Starts to connect.
   *
   * @param addresses to come from, in turn
   */
  Swarm(int port, int size, int addresses, Habit habit) throws IOException {
    this(port, size, addresses, member -> habit);
  }

  /**
   * Starts to connect.
   *
   * @param addresses to come from, in turn
   * @param habits of each member, counted from 0
   */
  Swarm(int port, int size, int addresses, IntFunction<Habit> habits) throws IOException {
    this.store = new InetSocketAddress("127.0.0.1", port);
    this.size = size;
    this.addresses = addresses;
    this.habits = habits;
    for (int i = 0; i < size; i++) {
      missing.add(i);
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits until each member is connected, or was refused. */
  Swarm awaitConnected() throws InterruptedException {
    long deadline = System.nanoTime() + CONNECTED_WITHIN_NANOS;
    while ((!allAdded || connecting.get() > 0) && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
    }
    return this;
  }

  /** Waits until the store has ended all connections; false if it has not in this time. */
  boolean awaitEnded(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while ((!allAdded || connecting.get() + open.get() > 0) && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
    }
    return connecting.get() + open.get() == 0;
  }

  /** Connections that are open. */
  int open() {
    return open.get();
  }

  /** Connections that the store ended or refused. */
  int ended() {
    return ended.get();
  }

  /** The age that the oldest of the ended connections reached. */
  long oldestEndMillis() {
    return oldestEndMillis.get();
  }

  /** How many replies there were of each status. */
  Map<Integer, Integer> replies() {
    return replies;
  }

  /** For a person: what became of the connections. */
  String summary() {
    String all = size + " connections: " + open + " open, " + ended + " ended by the store";
    return replies.isEmpty() ? all : all + ", replies " + replies;
  }

  private void run() {
    ByteBuffer scratch = ByteBuffer.allocateDirect(64 * 1024);
    try {
      while (!stopping) {
        grow();
        selector.select(key -> proceed(key, scratch), TICK_MILLIS);
        trickle();
      }
    } catch (IOException e) {
      throw new IllegalStateException("the swarm cannot go on", e);
    } finally {
      members.forEach(Swarm::close);
    }
  }

  private void grow() {
    while (!missing.isEmpty() && connecting.get() < MAX_CONNECTING) {
      add(missing.remove());
    }
    allAdded = missing.isEmpty();
  }

  private void add(int number) {
    try {
      InetSocketAddress from = new InetSocketAddress("127.0.0." + (2 + number % addresses), 0);
      members.add(
          new SwarmMember(number, from, store, selector, habits.apply(number), this::count));
      connecting.incrementAndGet();
    } catch (IOException e) {
      ended.incrementAndGet();
    }
  }

  private void count(int status) {
    replies.merge(status, 1, Integer::sum);
  }

  private void proceed(SelectionKey key, ByteBuffer scratch) {
    SwarmMember member = (SwarmMember) key.attachment();
    boolean wasConnecting = member.isConnecting();
    try {
      member.proceed(scratch);
      if (wasConnecting && !member.isConnecting()) {
        connecting.decrementAndGet();
        open.incrementAndGet();
      }
    } catch (IOException e) {
      (wasConnecting ? connecting : open).decrementAndGet();
      remove(member);
    }
  }

  private void remove(SwarmMember member) {
    close(member);
    members.remove(member);
    ended.incrementAndGet();
    oldestEndMillis.accumulateAndGet(member.ageMillis(), Math::max);
    if (habits.apply(member.number()).returns()) {
      missing.add(member.number());
    }
  }

  private void trickle() {
    for (SwarmMember member : List.copyOf(members)) {
      try {
        member.trickle();
      } catch (IOException e) {
        open.decrementAndGet();
        remove(member);
      }
    }
  }

  private static void close(SwarmMember member) {
    try {
      member.close();
    } catch (IOException e) {
      // It is given up anyway.
    }
  }

  /** Ends all connections. */
  @Override
  public void close() throws IOException {
    stopping = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    selector.close();
  }
}
