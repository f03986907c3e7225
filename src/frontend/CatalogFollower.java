package frontend;

import common.metrics.Metrics;
import common.process.Log;
import common.rpc.RpcChannel;
import common.rpc.RpcStatus;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.Drop;
import rpc.catalog.Dropped;
import rpc.catalog.FollowEvent;
import rpc.catalog.FollowRequest;
import rpc.catalog.Toy;

/**
 * Follows the catalog on one stream, which fills the {@link ToyMemory} and renews the {@link
 * Lease}, and answers from the memory while the lease lasts. A stream that breaks, or is silent, is
 * opened anew. Everything but the answers happens on the channel's own thread.
 */
class CatalogFollower {
  private static final long RENEW_MILLIS = 300;
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long REOPEN_MILLIS = 100;

  private final RpcChannel catalog;
  private final ToyMemory memory;
  private final Lease lease;
  private Stream current;
  private boolean reported;
  private volatile boolean closed;

  CatalogFollower(RpcChannel catalog, ToyMemory memory, Lease lease) {
    this.catalog = catalog;
    this.memory = memory;
    this.lease = lease;
    Metrics metrics = Metrics.ofProcess();
    metrics.gauge(
        "toystore_lease_held",
        "Whether product reads may be answered from memory now.",
        () -> lease.isHeld() ? 1 : 0);
    metrics.gauge("toystore_memory_toys", "Toys kept in memory.", memory::size);
  }

  void start() {
    later(this::open, 0);
  }

  /** The reply that shows a toy, or null if the catalog must be asked. */
  Reply one(String name, Reply notFound) {
    Reply reply =
        whileHeld(
            () -> {
              Reply toy = memory.one(name);
              return toy == null && memory.lacks(name) ? notFound : toy;
            });
    if (reply == null && memory.isBounded() && lease.isHeld()) {
      later(() -> want(name), 0);
    }
    return reply;
  }

  /** The reply that shows all toys, or null if the catalog must be asked. */
  Reply list() {
    return whileHeld(memory::list);
  }

  /** What the memory shows, or null if the lease did not last all the while. */
  Reply whileHeld(Supplier<Reply> memory) {
    long period = lease.period();
    Reply reply = memory.get();
    return reply != null && lease.isHeldSince(period) ? reply : null;
  }

  final Lease lease() {
    return lease;
  }

  void close() {
    closed = true;
    lease.end();
  }

  private void want(String name) {
    if (current != null) {
      current.send(FollowRequest.newBuilder().setWant(name));
    }
  }

  private void open() {
    if (!closed) {
      current = new Stream();
      current.open();
    }
  }

  /** The stream is over: nothing is shown from memory until the next one has brought it all. */
  private void lost(Stream stream, String why) {
    if (stream != current) {
      return;
    }
    current = null;
    lease.end();
    memory.clear();
    if (reported && !closed) {
      Log.info("the catalog's stream broke (" + why + "): queries ask the catalog");
      reported = false;
    }
    later(this::open, REOPEN_MILLIS);
  }

  private void later(Runnable task, long millis) {
    try {
      catalog.schedule(task, millis);
    } catch (RejectedExecutionException e) {
      lease.end();
    }
  }

  /** One stream, from its opening to its end. */
  private final class Stream implements StreamObserver<FollowEvent> {
    /** When each renewal that is not granted yet was sent. */
    private final Map<Long, Lease.Moment> sent = new HashMap<>();

    private StreamObserver<FollowRequest> requests;
    private long lastRenewal;
    private long lastHeard = System.nanoTime();

    void open() {
      requests = catalog.stream(CatalogGrpc.getFollowMethod(), this);
      renew();
    }

    private void renew() {
      if (this != current || closed) {
        return;
      }
      if (System.nanoTime() - lastHeard > SILENCE_NANOS) {
        requests.onError(new IllegalStateException("silence"));
        lost(this, "it was silent");
        return;
      }
      sent.put(++lastRenewal, lease.now());
      send(FollowRequest.newBuilder().setRenew(lastRenewal));
      later(this::renew, RENEW_MILLIS);
    }

    void send(FollowRequest.Builder request) {
      requests.onNext(request.build());
    }

    @Override
    public void onNext(FollowEvent event) {
      if (this != current) {
        return;
      }
      lastHeard = System.nanoTime();
      switch (event.getEventCase()) {
        case GRANTED -> granted(event.getGranted().getRenew(), event.getGranted().getMillis());
        case SNAPSHOT -> snapshot(event.getSnapshot().getToysList(), event.getSnapshot().getLast());
        case DROP -> drop(event.getDrop());
        case PUT -> memory.put(event.getPut().getToysList());
        case EVENT_NOT_SET -> Log.warn("the catalog's stream has an event of a newer version");
      }
    }

    private void granted(long renewal, long millis) {
      Lease.Moment when = sent.get(renewal);
      if (when != null) {
        lease.grant(when, millis);
        sent.keySet().removeIf(number -> number <= renewal);
      }
    }

    private void drop(Drop drop) {
      List<String> shown = memory.drop(drop.getNamesList());
      send(
          FollowRequest.newBuilder()
              .setDropped(Dropped.newBuilder().setNumber(drop.getNumber()).addAllShown(shown)));
    }

    private void snapshot(List<Toy> toys, boolean last) {
      memory.snapshot(toys, last);
      if (last && !reported) {
        Log.info("following the catalog: queries are answered from memory");
        reported = true;
      }
    }

    @Override
    public void onError(Throwable failure) {
      later(() -> lost(this, RpcStatus.reason(failure)), 0);
    }

    @Override
    public void onCompleted() {
      later(() -> lost(this, "the catalog ended it"), 0);
    }
  }
}
