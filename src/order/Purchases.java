package order;

import common.metrics.Metrics;
import common.purchase.Outcome;
import common.purchase.PurchaseId;
import common.purchase.Refusal;
import common.rpc.TraceParent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The way of a purchase: is its id answered already, or on its way? If not, the catalog sells, the
 * sale is recorded, and the number is the answer. Every purchase has an id, and per id there is one
 * purchase at a time.
 */
final class Purchases {
  /** More purchases on their way than this are refused. */
  static final int MAX_IN_FLIGHT = 10_000;

  private record InFlight(Purchase purchase, CompletableFuture<Outcome<Long>> outcome) {}

  private final OrderLedger orders;
  private final RefusalLedger refusals;
  private final CatalogClient catalog;
  private final CatchUp catchUp;
  private final Map<String, InFlight> inFlight = new HashMap<>();

  /**
   * @param catchUp is asked for when a sale may have happened that was not recorded
   */
  Purchases(OrderLedger orders, RefusalLedger refusals, CatalogClient catalog, CatchUp catchUp) {
    this.orders = orders;
    this.refusals = refusals;
    this.catalog = catalog;
    this.catchUp = catchUp;
    Metrics.ofProcess()
        .gauge("toystore_purchases_in_flight", "Purchases on their way.", this::countInFlight);
  }

  private int countInFlight() {
    synchronized (inFlight) {
      return inFlight.size();
    }
  }

  /**
   * Buys, or gives the answer that was given before.
   *
   * @return completed with the order's number when sale and order are on disk, or with the refusal
   */
  CompletableFuture<Outcome<Long>> buy(Purchase purchase) {
    return buy(List.of(new TracedPurchase(purchase, TraceParent.NONE))).get(0);
  }

  /** Buys as {@link #buy(Purchase)} does, with one call to the catalog for all of them. */
  List<CompletableFuture<Outcome<Long>>> buy(List<TracedPurchase> purchases) {
    List<CompletableFuture<Outcome<Long>>> outcomes = new ArrayList<>(purchases.size());
    List<TracedPurchase> begun = new ArrayList<>(purchases.size());
    synchronized (inFlight) {
      for (TracedPurchase purchase : purchases) {
        outcomes.add(admit(purchase, begun));
      }
    }
    begin(begun);
    return outcomes;
  }

  /** The outcome, or that of the purchase on its way; what must be begun is added to the list. */
  private CompletableFuture<Outcome<Long>> admit(TracedPurchase asked, List<TracedPurchase> begun) {
    Purchase purchase = asked.purchase();
    if (purchase.name().isEmpty() || !PurchaseId.isId(purchase.id())) {
      return completed(Outcome.refused(Refusal.BAD_REQUEST));
    }
    InFlight earlier = inFlight.get(purchase.id());
    if (earlier != null) {
      return earlier.purchase().equals(purchase)
          ? earlier.outcome()
          : completed(Outcome.refused(Refusal.KEY_REUSED));
    }
    Outcome<Long> answered = answered(purchase);
    if (answered != null) {
      return completed(answered);
    }
    if (catchUp.isRefused()) {
      return completed(Outcome.refused(Refusal.NOT_READY));
    }
    if (inFlight.size() >= MAX_IN_FLIGHT) {
      return completed(Outcome.refused(Refusal.OVERLOADED));
    }
    CompletableFuture<Outcome<Long>> outcome = new CompletableFuture<>();
    inFlight.put(purchase.id(), new InFlight(purchase, outcome));
    begun.add(asked);
    return outcome;
  }

  private Outcome<Long> answered(Purchase purchase) {
    Fingerprint fingerprint = purchase.fingerprint();
    long number = orders.find(purchase.id(), fingerprint);
    if (number == RecentAnswers.OTHER_FINGERPRINT) {
      return Outcome.refused(Refusal.KEY_REUSED);
    }
    if (number != RecentAnswers.UNKNOWN) {
      return Outcome.done(number);
    }
    Refusal refusal = refusals.find(fingerprint);
    return refusal == null ? null : Outcome.refused(refusal);
  }

  private void begin(List<TracedPurchase> purchases) {
    List<TracedPurchase> sellable = new ArrayList<>(purchases.size());
    for (TracedPurchase purchase : purchases) {
      if (purchase.purchase().quantity() < 1) {
        settle(purchase.purchase(), Outcome.refused(Refusal.BAD_QUANTITY));
      } else {
        sellable.add(purchase);
      }
    }
    if (!sellable.isEmpty()) {
      catalog
          .buy(sellable, orders.progress())
          .thenAccept(
              sales -> {
                for (int i = 0; i < sales.size(); i++) {
                  settle(sellable.get(i).purchase(), sales.get(i));
                }
              });
    }
  }

  /** What follows on the catalog's answer. */
  private void settle(Purchase purchase, Outcome<Sale> sale) {
    CompletableFuture.completedFuture(sale)
        .thenCompose(
            outcome ->
                outcome instanceof Outcome.Done<Sale> sold
                    ? record(purchase, sold.value())
                    : refuse(purchase, ((Outcome.Refused<Sale>) outcome).why()))
        .whenComplete(
            (result, failure) -> {
              InFlight done;
              synchronized (inFlight) {
                done = inFlight.remove(purchase.id());
              }
              done.outcome()
                  .complete(failure == null ? result : Outcome.refused(Refusal.UNKNOWN_OUTCOME));
            });
  }

  /** The order is of what was sold; the purchaser hears of it if that is what they asked for. */
  private CompletableFuture<Outcome<Long>> record(Purchase purchase, Sale sold) {
    CompletableFuture<Outcome<Long>> recorded = orders.record(sold);
    return sold.purchase().equals(purchase)
        ? recorded
        : completed(Outcome.refused(Refusal.KEY_REUSED));
  }

  private CompletableFuture<Outcome<Long>> refuse(Purchase purchase, Refusal why) {
    return switch (why) {
      case UNKNOWN_TOY, INSUFFICIENT_STOCK, BAD_QUANTITY ->
          refusals
              .keep(purchase, why)
              .thenApply(kept -> Outcome.refused(kept ? why : Refusal.UNKNOWN_OUTCOME));
      case UNKNOWN_OUTCOME, NOT_READY -> {
        catchUp.soon();
        yield completed(Outcome.refused(why));
      }
      case BAD_REQUEST, KEY_REUSED, OVERLOADED -> completed(Outcome.refused(why));
    };
  }

  private static CompletableFuture<Outcome<Long>> completed(Outcome<Long> outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
