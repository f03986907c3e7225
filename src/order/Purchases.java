package order;

import common.Outcome;
import common.PurchaseId;
import common.RecentIds;
import common.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import rpc.catalog.Sale;

/**
 * The way of a purchase: is its id answered already, or on its way? If not, the catalog sells, the
 * sale is recorded, and the number is the answer. Every purchase has an id, and per id there is one
 * purchase at a time.
 */
final class Purchases {
  /** More purchases on their way than this are refused. */
  static final int MOST_IN_FLIGHT = 10_000;

  private record InFlight(int fingerprint, CompletableFuture<Outcome<Long>> outcome) {}

  private final OrderBook orders;
  private final RefusalBook refusals;
  private final Catalog catalog;
  private final Runnable unknownOutcome;
  private final Map<String, InFlight> inFlight = new HashMap<>();

  /**
   * @param unknownOutcome is run when a sale may have happened that was not recorded
   */
  Purchases(OrderBook orders, RefusalBook refusals, Catalog catalog, Runnable unknownOutcome) {
    this.orders = orders;
    this.refusals = refusals;
    this.catalog = catalog;
    this.unknownOutcome = unknownOutcome;
  }

  /**
   * Buys, or gives the answer that was given before.
   *
   * @return completed with the order's number when sale and order are on disk, or with the refusal
   */
  CompletableFuture<Outcome<Long>> buy(String id, String name, int quantity) {
    int fingerprint = PurchaseId.fingerprint(name, quantity);
    CompletableFuture<Outcome<Long>> outcome;
    synchronized (inFlight) {
      InFlight earlier = inFlight.get(id);
      if (earlier != null) {
        return earlier.fingerprint() == fingerprint
            ? earlier.outcome()
            : completed(Outcome.refused(Refusal.KEY_REUSED));
      }
      Outcome<Long> answered = answered(id, fingerprint);
      if (answered != null) {
        return completed(answered);
      }
      if (inFlight.size() >= MOST_IN_FLIGHT) {
        return completed(Outcome.refused(Refusal.OVERLOADED));
      }
      outcome = new CompletableFuture<>();
      inFlight.put(id, new InFlight(fingerprint, outcome));
    }
    begin(id, name, quantity, fingerprint)
        .whenComplete(
            (result, failure) -> {
              synchronized (inFlight) {
                inFlight.remove(id);
              }
              outcome.complete(failure == null ? result : Outcome.refused(Refusal.UNKNOWN_OUTCOME));
            });
    return outcome;
  }

  private Outcome<Long> answered(String id, int fingerprint) {
    long number = orders.find(id, fingerprint);
    if (number == RecentIds.OTHER_FINGERPRINT) {
      return Outcome.refused(Refusal.KEY_REUSED);
    }
    if (number != RecentIds.UNKNOWN) {
      return Outcome.done(number);
    }
    Refusal refusal = refusals.find(id, fingerprint);
    return refusal == null ? null : Outcome.refused(refusal);
  }

  private CompletableFuture<Outcome<Long>> begin(
      String id, String name, int quantity, int fingerprint) {
    if (quantity < 1) {
      return refuse(id, fingerprint, Refusal.BAD_QUANTITY);
    }
    return catalog
        .buy(id, name, quantity, orders.saleFloor())
        .thenCompose(
            outcome -> {
              if (outcome instanceof Outcome.Done<Sale> sold) {
                return orders.record(sold.value());
              }
              return refuse(id, fingerprint, ((Outcome.Refused<Sale>) outcome).why());
            });
  }

  private CompletableFuture<Outcome<Long>> refuse(String id, int fingerprint, Refusal why) {
    return switch (why) {
      case UNKNOWN_TOY, TOO_LITTLE_STOCK, BAD_QUANTITY ->
          refusals
              .keep(id, fingerprint, why)
              .thenApply(kept -> Outcome.refused(kept ? why : Refusal.UNKNOWN_OUTCOME));
      case UNKNOWN_OUTCOME -> {
        unknownOutcome.run();
        yield completed(Outcome.refused(why));
      }
      case BAD_REQUEST, KEY_REUSED, OVERLOADED -> completed(Outcome.refused(why));
    };
  }

  private static CompletableFuture<Outcome<Long>> completed(Outcome<Long> outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
