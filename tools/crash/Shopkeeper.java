package crash;

import common.rpc.RpcChannel;
import crash.Observations.Change;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.ChangeRequest;

/**
 * Changes the catalogue while clients buy: refills the toy that sells out, adds and removes pieces
 * of the others, and sets prices. Repeats each change under its id until it is answered.
 */
final class Shopkeeper implements Runnable {
  private static final int MAX_PAUSE_MILLIS = 400;
  private static final int MAX_PIECES = 20;
  private static final long DEADLINE_MILLIS = 3_000;
  private static final long FINISH_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(90);

  private final String catalog;
  private final Observations seen;
  private final SplittableRandom random;
  private final BooleanSupplier stop;
  private int changes;

  /**
   * Goes on until it is to stop.
   *
   * @param catalog where it is, as {@code CATALOG_HOST} takes it
   */
  Shopkeeper(String catalog, Observations seen, SplittableRandom random, BooleanSupplier stop) {
    this.catalog = catalog;
    this.seen = seen;
    this.random = random;
    this.stop = stop;
  }

  @Override
  public void run() {
    try (RpcChannel channel = new RpcChannel("catalog", catalog, 0)) {
      while (!stop.getAsBoolean()) {
        change(channel, next());
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_PAUSE_MILLIS));
      }
    } catch (InterruptedException e) {
      seen.problem("the shopkeeper was interrupted");
    }
  }

  private ChangeRequest next() {
    ChangeRequest.Builder change = ChangeRequest.newBuilder().setId("shopkeeper-" + changes++);
    if (random.nextInt(20) == 0) {
      return change.setName(Toys.RARE.name()).setAdd(1 + random.nextInt(MAX_PIECES)).build();
    }
    change.setName(Toys.any(random).name());
    if (random.nextBoolean() || change.getName().equals(Toys.RARE.name())) {
      return change.setPriceCents(1 + random.nextInt(2 * Toys.PRICE_CENTS)).build();
    }
    int pieces = 1 + random.nextInt(MAX_PIECES);
    return change.setAdd(random.nextBoolean() ? pieces : -pieces).build();
  }

  private void change(RpcChannel channel, ChangeRequest change) throws InterruptedException {
    long call = seen.now();
    long end = System.nanoTime() + FINISH_WITHIN_NANOS;
    while (true) {
      try {
        channel.call(CatalogGrpc.getChangeMethod(), change, DEADLINE_MILLIS).join();
        Long cents = change.hasPriceCents() ? change.getPriceCents() : null;
        seen.changed(
            new Change(change.getId(), change.getName(), change.getAdd(), cents, call, seen.now()));
        return;
      } catch (CompletionException e) {
        if (System.nanoTime() > end) {
          seen.problem(
              "the change " + change + " was never answered, at last with " + e.getCause());
          return;
        }
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
