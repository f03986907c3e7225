package common.rpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Resolves the name of a service to the one server that leads: where there are several, the others
 * answer health checks with "not serving". The leader is asked several times a second, so that one
 * that hangs is found out long before its lease ends and another one leads; gRPC's own keep-alive
 * waits for 10 s at least. The others are asked while nobody leads. A single server is not asked.
 *
 * <p>All state belongs to the one thread of the loop, but for the names and what was found for
 * them.
 */
final class LeaderResolver extends NameResolver {
  private static final long LOOK_UP_SECONDS = 2;
  private static final long LEADER_PAUSE_MILLIS = 250;
  private static final long SEARCH_PAUSE_MILLIS = 50;

  /** It would warn whenever nobody leads; the services have better words for it. */
  private static final Logger GRPC = Logger.getLogger("io.grpc.internal.ManagedChannelImpl");

  static {
    GRPC.setLevel(Level.SEVERE);
  }

  private final String target;
  private final List<InetSocketAddress> servers;
  private final Names names;
  private final EventLoop loop;
  private final Semaphore wanted = new Semaphore(0);
  private final Thread lookUp;
  private final Map<InetSocketAddress, Set<InetSocketAddress>> lastFound = new LinkedHashMap<>();
  private final Map<InetSocketAddress, HealthPoll> polls = new LinkedHashMap<>();
  private Listener2 listener;
  private Optional<InetSocketAddress> leader;
  private ScheduledFuture<?> nextPoll;
  private boolean closed;

  /** Looks up the addresses of a host. */
  interface Names {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /**
   * @param target what the servers are called in messages
   * @param servers unresolved; a name may have several addresses
   */
  LeaderResolver(String target, List<InetSocketAddress> servers, Names names) {
    this.target = target;
    this.servers = List.copyOf(servers);
    this.names = names;
    this.loop = EventLoops.start(target + "-finder", 1).next();
    this.lookUp = new Thread(this::lookUpForever, target + "-look-up");
    lookUp.setDaemon(true);
  }

  @Override
  public String getServiceAuthority() {
    return target;
  }

  @Override
  public void start(Listener2 listener) {
    this.listener = listener;
    lookUp.start();
  }

  /** A connection has failed: the server may be back under another address, or lead no longer. */
  @Override
  public void refresh() {
    wanted.release();
    loop.execute(this::poll);
  }

  private void lookUpForever() {
    try {
      while (true) {
        Set<InetSocketAddress> found = lookUp();
        loop.execute(() -> found(found));
        if (wanted.tryAcquire(LOOK_UP_SECONDS, TimeUnit.SECONDS)) {
          wanted.drainPermits();
        }
      }
    } catch (InterruptedException | RejectedExecutionException e) {
      // The channel is closed.
    }
  }

  /**
   * A name that nobody knows at the moment keeps its last addresses: a container that is started
   * again gets its name back, and mostly its address, and to ask for a missing name takes seconds.
   */
  private Set<InetSocketAddress> lookUp() {
    for (InetSocketAddress server : servers) {
      try {
        Set<InetSocketAddress> found = new LinkedHashSet<>();
        for (InetAddress address : names.addresses(server.getHostString())) {
          found.add(new InetSocketAddress(address, server.getPort()));
        }
        lastFound.put(server, found);
      } catch (UnknownHostException e) {
        // It is not there; the others may be.
      }
    }
    Set<InetSocketAddress> all = new LinkedHashSet<>();
    lastFound.values().forEach(all::addAll);
    return all;
  }

  private void found(Set<InetSocketAddress> found) {
    if (closed) {
      return;
    }
    Set<InetSocketAddress> toPoll = found.size() > 1 ? found : Set.of();
    for (InetSocketAddress gone : Set.copyOf(polls.keySet())) {
      if (!toPoll.contains(gone)) {
        polls.remove(gone).close();
      }
    }
    for (InetSocketAddress server : toPoll) {
      polls.computeIfAbsent(server, address -> new HealthPoll(address, loop, this::choose));
    }
    if (polls.isEmpty()) {
      publish(found.stream().findFirst());
    } else {
      choose();
      if (nextPoll == null) {
        poll();
      }
    }
  }

  /** Asks the leader, or all while nobody leads; and again after a pause. */
  private void poll() {
    if (closed || polls.isEmpty()) {
      nextPoll = null;
      return;
    }
    HealthPoll leading = leadersPoll();
    if (leading == null) {
      polls.values().forEach(HealthPoll::ask);
    } else {
      leading.ask();
    }
    if (nextPoll != null) {
      nextPoll.cancel(false);
    }
    long pause = leading == null ? SEARCH_PAUSE_MILLIS : LEADER_PAUSE_MILLIS;
    nextPoll = loop.schedule(this::poll, pause, TimeUnit.MILLISECONDS);
  }

  /** Null if nobody leads. */
  private HealthPoll leadersPoll() {
    return leader == null ? null : leader.map(polls::get).orElse(null);
  }

  /** The leader stays the leader until it no longer serves. */
  private void choose() {
    HealthPoll leading = leadersPoll();
    if (closed || leading != null && leading.isServing()) {
      return;
    }
    Optional<InetSocketAddress> next =
        polls.entrySet().stream()
            .filter(poll -> poll.getValue().isServing())
            .map(Map.Entry::getKey)
            .findFirst();
    // The first calls wait until all were asked, instead of failing.
    if (next.isPresent() || polls.values().stream().allMatch(HealthPoll::isHeard)) {
      publish(next);
    }
  }

  private void publish(Optional<InetSocketAddress> next) {
    if (next.equals(leader)) {
      return;
    }
    leader = next;
    StatusOr<List<EquivalentAddressGroup>> addresses =
        next.map(address -> StatusOr.fromValue(List.of(new EquivalentAddressGroup(address))))
            .orElseGet(() -> StatusOr.fromStatus(nobodyServes()));
    listener.onResult(ResolutionResult.newBuilder().setAddressesOrError(addresses).build());
    poll();
  }

  private Status nobodyServes() {
    List<String> names =
        servers.stream().map(server -> server.getHostString() + ":" + server.getPort()).toList();
    return Status.UNAVAILABLE.withDescription(
        "no " + target + " serves at " + String.join(", ", names));
  }

  @Override
  public void shutdown() {
    lookUp.interrupt();
    loop.execute(
        () -> {
          closed = true;
          polls.values().forEach(HealthPoll::close);
          EventLoops.stop(loop.parent());
        });
  }
}
