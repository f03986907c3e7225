package frontend;

import common.RpcChannel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.QueryManyReply;
import rpc.catalog.QueryManyRequest;
import rpc.catalog.Toy;

/**
 * Asks the catalog for toys, all those in one call that the workers want at the moment: the cost of
 * a gRPC call is far larger than that of a toy in it. While a call is out, the next one gathers, as
 * in a group commit; where nothing is out, a query leaves at once. A call that is held up no longer
 * counts, so it does not hold up the others for more than a moment.
 *
 * <p>Batches are made, and their fields are used, on the channel's thread alone.
 */
final class ToyQueries {
  private static final int MOST_PER_CALL = 256;
  private static final long PATIENCE_MILLIS = 1;

  private final RpcChannel catalog;
  private final long deadlineMillis;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

  /** A call is out or about to leave, and it will look for waiting queries when it returns. */
  private final AtomicBoolean taken = new AtomicBoolean();

  private Batch out;
  private boolean watched;

  private record Waiting(String name, CompletableFuture<Toy> toy) {}

  /** Told apart by identity. */
  private static final class Batch {
    private final List<Waiting> queries;
    private final long sentAt = System.nanoTime();

    Batch(List<Waiting> queries) {
      this.queries = queries;
    }
  }

  ToyQueries(RpcChannel catalog, long deadlineMillis) {
    this.catalog = catalog;
    this.deadlineMillis = deadlineMillis;
  }

  /** The toy of that name, or the default Toy, whose name is empty, if there is none. */
  CompletableFuture<Toy> query(String name) {
    Waiting query = new Waiting(name, new CompletableFuture<>());
    waiting.add(query);
    if (taken.compareAndSet(false, true)) {
      try {
        catalog.execute(this::sendNext);
      } catch (RejectedExecutionException e) {
        query.toy().completeExceptionally(e);
      }
    }
    return query.toy();
  }

  private void sendNext() {
    List<Waiting> queries = new ArrayList<>();
    Waiting next;
    while (queries.size() < MOST_PER_CALL && (next = waiting.poll()) != null) {
      queries.add(next);
    }
    if (!queries.isEmpty()) {
      send(new Batch(queries));
      return;
    }
    out = null;
    taken.set(false);
    // One may have come after the last look and before the flag fell.
    if (!waiting.isEmpty() && taken.compareAndSet(false, true)) {
      sendNext();
    }
  }

  private void send(Batch batch) {
    out = batch;
    watch();
    QueryManyRequest.Builder request = QueryManyRequest.newBuilder();
    batch.queries.forEach(query -> request.addNames(query.name()));
    catalog
        .call(CatalogGrpc.getQueryManyMethod(), request.build(), deadlineMillis)
        .whenComplete((reply, failure) -> answer(batch, reply, failure));
  }

  private void answer(Batch batch, QueryManyReply reply, Throwable failure) {
    List<Waiting> queries = batch.queries;
    for (int i = 0; i < queries.size(); i++) {
      CompletableFuture<Toy> toy = queries.get(i).toy();
      if (failure != null) {
        toy.completeExceptionally(failure);
      } else if (i < reply.getToysCount()) {
        toy.complete(reply.getToys(i));
      } else {
        toy.completeExceptionally(
            Status.INTERNAL.withDescription("the reply has too few toys").asRuntimeException());
      }
    }
    if (batch == out) {
      sendNext();
    }
  }

  private void watch() {
    if (!watched) {
      watched = true;
      catalog.schedule(this::lookAfter, PATIENCE_MILLIS);
    }
  }

  private void lookAfter() {
    watched = false;
    if (out == null) {
      return;
    }
    if (System.nanoTime() - out.sentAt >= TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
      sendNext();
    } else {
      watch();
    }
  }
}
