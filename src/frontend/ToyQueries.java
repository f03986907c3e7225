package frontend;

import common.RpcChannel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.QueryManyReply;
import rpc.catalog.QueryManyRequest;
import rpc.catalog.Toy;

/**
 * Asks the catalog for toys, all those in one call that the workers want at the moment: the cost of
 * a gRPC call is far larger than that of a toy in it. Nobody waits for a call to fill: a batch is
 * what has gathered until the channel's thread comes to it, which is one toy when there is little
 * to do.
 */
final class ToyQueries {
  private static final int MOST_PER_CALL = 256;

  private final RpcChannel catalog;
  private final long deadlineMillis;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  private record Waiting(String name, CompletableFuture<Toy> toy) {}

  ToyQueries(RpcChannel catalog, long deadlineMillis) {
    this.catalog = catalog;
    this.deadlineMillis = deadlineMillis;
  }

  /** The toy of that name, or the default Toy, whose name is empty, if there is none. */
  CompletableFuture<Toy> query(String name) {
    Waiting query = new Waiting(name, new CompletableFuture<>());
    waiting.add(query);
    if (scheduled.compareAndSet(false, true)) {
      try {
        catalog.execute(this::send);
      } catch (RejectedExecutionException e) {
        query.toy().completeExceptionally(e);
      }
    }
    return query.toy();
  }

  private void send() {
    // Before taking the queries: one that comes later than the last of these schedules anew.
    scheduled.set(false);
    List<Waiting> batch = new ArrayList<>();
    Waiting next;
    while ((next = waiting.poll()) != null) {
      batch.add(next);
      if (batch.size() == MOST_PER_CALL) {
        send(batch);
        batch = new ArrayList<>();
      }
    }
    if (!batch.isEmpty()) {
      send(batch);
    }
  }

  private void send(List<Waiting> batch) {
    QueryManyRequest.Builder request = QueryManyRequest.newBuilder();
    batch.forEach(query -> request.addNames(query.name()));
    catalog
        .call(CatalogGrpc.getQueryManyMethod(), request.build(), deadlineMillis)
        .whenComplete((reply, failure) -> answer(batch, reply, failure));
  }

  private static void answer(List<Waiting> batch, QueryManyReply reply, Throwable failure) {
    for (int i = 0; i < batch.size(); i++) {
      CompletableFuture<Toy> toy = batch.get(i).toy();
      if (failure != null) {
        toy.completeExceptionally(failure);
      } else if (i < reply.getToysCount()) {
        toy.complete(reply.getToys(i));
      } else {
        toy.completeExceptionally(
            Status.INTERNAL.withDescription("the reply has too few toys").asRuntimeException());
      }
    }
  }
}
