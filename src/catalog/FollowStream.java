package catalog;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import rpc.catalog.Drop;
import rpc.catalog.FollowEvent;
import rpc.catalog.FollowRequest;
import rpc.catalog.Granted;
import rpc.catalog.Put;
import rpc.catalog.Snapshot;

/**
 * A follower's stream, as gRPC has it. What the follower does not read yet waits here, where it
 * takes little, and not as bytes in a buffer of gRPC's.
 */
final class FollowStream implements Followers.Stream, StreamObserver<FollowRequest> {
  /** Beside what it is sent when it joins: a follower this far behind has lost its lease. */
  static final int MAX_WAITING = 2000;

  private final ServerCallStreamObserver<FollowEvent> events;
  private final Followers.Member member;

  /** Guarded by this, as the two below. */
  private final Queue<Supplier<FollowEvent.Builder>> waiting = new ArrayDeque<>();

  /** No bound while it joins: then it is sent all toys. */
  private int mostWaiting = Integer.MAX_VALUE;

  private boolean ended;

  /** Joins, or ends the stream if there are too many followers. */
  FollowStream(Followers followers, ServerCallStreamObserver<FollowEvent> events) {
    this.events = events;
    events.setOnReadyHandler(this::sendWaiting);
    events.setOnCancelHandler(this::leave);
    this.member = followers.join(this);
    synchronized (this) {
      mostWaiting = MAX_WAITING + waiting.size();
    }
    if (member == null) {
      end("there are " + Followers.MAX_FOLLOWERS + " followers already");
    }
  }

  @Override
  public void onNext(FollowRequest request) {
    if (member == null) {
      return;
    }
    switch (request.getMessageCase()) {
      case RENEW -> member.renew(request.getRenew());
      case DROPPED ->
          member.dropped(request.getDropped().getNumber(), request.getDropped().getShownList());
      case WANT -> member.want(request.getWant());
      case MESSAGE_NOT_SET -> end("a message that this version does not know");
    }
  }

  @Override
  public void onError(Throwable failure) {
    leave();
  }

  @Override
  public void onCompleted() {
    leave();
    events.onCompleted();
  }

  private void leave() {
    synchronized (this) {
      ended = true;
      waiting.clear();
    }
    if (member != null) {
      member.leave();
    }
  }

  @Override
  public void granted(long renew, long millis) {
    send(
        () ->
            FollowEvent.newBuilder()
                .setGranted(Granted.newBuilder().setRenew(renew).setMillis((int) millis)));
  }

  @Override
  public void snapshot(List<Item> toys, boolean last) {
    send(
        () -> {
          Snapshot.Builder snapshot = Snapshot.newBuilder().setLast(last);
          toys.forEach(toy -> snapshot.addToys(CatalogEndpoint.toy(toy)));
          return FollowEvent.newBuilder().setSnapshot(snapshot);
        });
  }

  @Override
  public void drop(long number, List<String> names) {
    send(
        () ->
            FollowEvent.newBuilder()
                .setDrop(Drop.newBuilder().setNumber(number).addAllNames(names)));
  }

  @Override
  public void put(List<Item> toys) {
    send(
        () -> {
          Put.Builder put = Put.newBuilder();
          toys.forEach(toy -> put.addToys(CatalogEndpoint.toy(toy)));
          return FollowEvent.newBuilder().setPut(put);
        });
  }

  private synchronized void send(Supplier<FollowEvent.Builder> event) {
    if (waiting.size() >= mostWaiting) {
      end("too many events are not read");
      member.leave();
    } else if (!ended) {
      waiting.add(event);
      sendWaiting();
    }
  }

  private synchronized void sendWaiting() {
    while (!waiting.isEmpty() && events.isReady()) {
      events.onNext(waiting.remove().get().build());
    }
  }

  @Override
  public synchronized void end(String reason) {
    if (!ended) {
      ended = true;
      waiting.clear();
      events.onError(Status.UNAVAILABLE.withDescription(reason).asRuntimeException());
    }
  }
}
