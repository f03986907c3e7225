package catalog;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Set;
import rpc.catalog.Drop;
import rpc.catalog.FollowEvent;
import rpc.catalog.FollowRequest;
import rpc.catalog.Granted;
import rpc.catalog.Put;
import rpc.catalog.Snapshot;

/** A follower's stream, as gRPC has it. */
final class FollowStream implements Followers.Stream, StreamObserver<FollowRequest> {
  private final StreamObserver<FollowEvent> events;
  private final Followers.Member member;

  /** Joins, or ends the stream if there are too many followers. */
  FollowStream(Followers followers, StreamObserver<FollowEvent> events) {
    this.events = events;
    this.member = followers.join(this);
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
      case DROPPED -> member.dropped(request.getDropped());
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
    if (member != null) {
      member.leave();
    }
  }

  @Override
  public void granted(long renew, long millis) {
    send(
        FollowEvent.newBuilder()
            .setGranted(Granted.newBuilder().setRenew(renew).setMillis((int) millis)));
  }

  @Override
  public void snapshot(List<Item> toys, boolean last) {
    Snapshot.Builder snapshot = Snapshot.newBuilder().setLast(last);
    toys.forEach(toy -> snapshot.addToys(CatalogEndpoint.toy(toy)));
    send(FollowEvent.newBuilder().setSnapshot(snapshot));
  }

  @Override
  public void drop(long number, Set<String> names) {
    send(FollowEvent.newBuilder().setDrop(Drop.newBuilder().setNumber(number).addAllNames(names)));
  }

  @Override
  public void put(long drop, List<Item> toys) {
    Put.Builder put = Put.newBuilder().setDrop(drop);
    toys.forEach(toy -> put.addToys(CatalogEndpoint.toy(toy)));
    send(FollowEvent.newBuilder().setPut(put));
  }

  private void send(FollowEvent.Builder event) {
    events.onNext(event.build());
  }

  @Override
  public void end(String reason) {
    events.onError(Status.UNAVAILABLE.withDescription(reason).asRuntimeException());
  }
}
