package common.rpc;

import common.process.Log;
import common.purchase.Outcome;
import common.purchase.PurchaseId;
import java.util.function.ToLongFunction;

/**
 * A line for each answer that a service gives to a purchase, so that one can be followed through
 * the logs of all services by its id.
 */
public final class PurchaseLog {
  private PurchaseLog() {}

  /**
   * Logs an answer.
   *
   * @param id the purchase's; nothing is logged of what has no valid one
   * @param what the service makes of a purchase: a sale, an order
   * @param number of that
   * @param traceparent a valid one, or {@link TraceParent#NONE}
   */
  public static <T> void answered(
      String id, Outcome<T> outcome, String what, ToLongFunction<T> number, String traceparent) {
    if (!PurchaseId.isId(id)) {
      return;
    }
    StringBuilder line = new StringBuilder(128);
    line.append("purchase=").append(id).append(' ');
    if (outcome instanceof Outcome.Done<T> done) {
      line.append(what).append('=').append(number.applyAsLong(done.value()));
    } else {
      line.append("refused=").append(((Outcome.Refused<T>) outcome).why());
    }
    if (!traceparent.isEmpty()) {
      line.append(" traceparent=").append(traceparent);
    }
    Log.info(line);
  }
}
