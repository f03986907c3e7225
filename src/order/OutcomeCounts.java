package order;

import common.metrics.Counter;
import common.metrics.Metrics;
import common.purchase.Outcome;
import common.purchase.Refusal;
import java.util.EnumMap;
import java.util.Map;

/** Counts how purchases ended, repeated ones each time. */
final class OutcomeCounts {
  private final Counter bought = counter("BOUGHT");
  private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

  OutcomeCounts() {
    for (Refusal refusal : Refusal.values()) {
      refused.put(refusal, counter(refusal.name()));
    }
  }

  private static Counter counter(String outcome) {
    return Metrics.ofProcess()
        .counter(
            "toystore_purchases_total",
            "Answers to purchases, repeated ones among them.",
            "outcome",
            outcome);
  }

  void count(Outcome<Long> outcome) {
    if (outcome instanceof Outcome.Refused<Long> refusal) {
      refused.get(refusal.why()).increment();
    } else {
      bought.increment();
    }
  }
}
