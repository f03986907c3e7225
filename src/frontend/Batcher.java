package frontend;

import common.metrics.Histogram;
import common.metrics.Metrics;
import common.rpc.RpcChannel;
import common.rpc.RpcServer;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Puts the questions that many workers have for a service at the moment into one call: the cost of
 * a gRPC call is far larger than that of a question in it. While two calls are out, the next one
 * gathers, as in a group commit; otherwise a question leaves at once. A call that takes its time no
 * longer counts, so it does not hold up the others for more than some milliseconds.
 *
 * <p>Batches are made, and their fields are used, on the channel's thread alone.
 *
 * @param <Q> a question
 * @param <A> its answer
 */
final class Batcher<Q, A> {
  /** Two calls overlap: with one, the channel would be idle while the other side works. */
  private static final int MAX_OUT = 2;

  private static final long PATIENCE_MILLIS = 10;

  private final RpcChannel channel;
  private final Function<List<Q>, CompletableFuture<List<A>>> call;
  private final Queue<Waiting<Q, A>> waiting = new ConcurrentLinkedQueue<>();

  private final Histogram sizes;

  /** Whether sendWaiting() is scheduled, or will run when a call returns. */
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** The calls that are out and count, oldest first. */
  private final ArrayDeque<Batch<Q, A>> out = new ArrayDeque<>();

  private boolean watched;

  private record Waiting<Q, A>(Q question, CompletableFuture<A> answer) {}

  /** Told apart by identity. */
  private static final class Batch<Q, A> {
    private final List<Waiting<Q, A>> members;
    private final long sentAt = System.nanoTime();

    Batch(List<Waiting<Q, A>> members) {
      this.members = members;
    }
  }

  /**
   * Nothing is called yet.
   *
   * @param name in the metrics
   * @param call from questions to as many answers, in that order; completed on the channel's thread
   */
  Batcher(RpcChannel channel, String name, Function<List<Q>, CompletableFuture<List<A>>> call) {
    this.channel = channel;
    this.call = call;
    Metrics metrics = Metrics.ofProcess();
    sizes =
        metrics.sizes(
            "toystore_batch_questions", "Questions that went in one call.", "batch", name);
    metrics.gauge(
        "toystore_batch_waiting_questions",
        "Questions that wait for the next call.",
        waiting::size,
        "batch",
        name);
  }

  /** The answer, or the failure of the call that carried the question. */
  CompletableFuture<A> ask(Q question) {
    Waiting<Q, A> asked = new Waiting<>(question, new CompletableFuture<>());
    waiting.add(asked);
    if (scheduled.compareAndSet(false, true)) {
      try {
        channel.execute(this::sendWaiting);
      } catch (RejectedExecutionException e) {
        failWaiting(e);
      }
    }
    return asked.answer();
  }

  /** The channel is closed. */
  private void failWaiting(RejectedExecutionException failure) {
    Waiting<Q, A> next;
    while ((next = waiting.poll()) != null) {
      next.answer().completeExceptionally(failure);
    }
    scheduled.set(false);
  }

  private void sendWaiting() {
    // Clear before polling, so that a racing ask() schedules us again.
    scheduled.set(false);
    while (out.size() < MAX_OUT && !waiting.isEmpty()) {
      send(nextBatch());
    }
    if (out.size() >= MAX_OUT) {
      // Nobody needs to schedule us: we run again when a call returns or takes too long.
      scheduled.set(true);
    }
  }

  private Batch<Q, A> nextBatch() {
    List<Waiting<Q, A>> members = new ArrayList<>();
    Waiting<Q, A> next;
    while (members.size() < RpcServer.MAX_PER_CALL && (next = waiting.poll()) != null) {
      members.add(next);
    }
    return new Batch<>(members);
  }

  private void send(Batch<Q, A> batch) {
    sizes.observe(batch.members.size());
    out.add(batch);
    watch();
    call.apply(batch.members.stream().map(Waiting::question).toList())
        .whenComplete((answers, failure) -> answer(batch, answers, failure));
  }

  private void answer(Batch<Q, A> batch, List<A> answers, Throwable failure) {
    for (int i = 0; i < batch.members.size(); i++) {
      CompletableFuture<A> answer = batch.members.get(i).answer();
      if (failure != null) {
        answer.completeExceptionally(failure);
      } else if (i < answers.size()) {
        answer.complete(answers.get(i));
      } else {
        answer.completeExceptionally(
            Status.INTERNAL.withDescription("the reply has too few answers").asRuntimeException());
      }
    }
    if (out.remove(batch)) {
      sendWaiting();
    }
  }

  private void watch() {
    if (!watched) {
      watched = true;
      channel.schedule(this::lookAfter, PATIENCE_MILLIS);
    }
  }

  private void lookAfter() {
    watched = false;
    long oldest = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (!out.isEmpty() && out.peek().sentAt - oldest <= 0) {
      out.remove();
    }
    sendWaiting();
    if (!out.isEmpty()) {
      watch();
    }
  }
}
