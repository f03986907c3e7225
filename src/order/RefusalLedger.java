package order;

import common.purchase.PurchaseId;
import common.purchase.RecentIds;
import common.purchase.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The refusals of purchases that carried an Idempotency-Key. Safe for many threads. */
final class RefusalLedger {
  /** So many refusals are kept, at least; a segment of the journal has as many rows. */
  static final int REMEMBERED = 1 << 20;

  private final Consumer<RefusalRow> journal;
  private final RecentIds answers = new RecentIds(REMEMBERED);
  private final Map<String, CompletableFuture<Boolean>> pending = new HashMap<>();
  private boolean broken;

  /** An empty book over a journal. */
  RefusalLedger(Consumer<RefusalRow> journal) {
    this.journal = journal;
  }

  /** Takes a refusal from the file, at the start. */
  synchronized void replay(RefusalRow refusal) {
    answers.put(refusal.id(), refusal.fingerprint(), refusal.reason().ordinal());
  }

  /** The refusal of a purchase, {@link Refusal#KEY_REUSED} if the id was another's, or null. */
  synchronized Refusal find(String id, int fingerprint) {
    long answer = answers.find(id, fingerprint);
    if (answer == RecentIds.UNKNOWN) {
      return null;
    }
    return answer == RecentIds.OTHER_FINGERPRINT
        ? Refusal.KEY_REUSED
        : Refusal.values()[Math.toIntExact(answer)];
  }

  /**
   * Keeps a refusal.
   *
   * @return completed with true when it is on disk, with false if nobody can say whether it is
   */
  synchronized CompletableFuture<Boolean> keep(String id, int fingerprint, Refusal reason) {
    if (!PurchaseId.isKeyed(id)) {
      return CompletableFuture.completedFuture(true);
    }
    if (broken) {
      return CompletableFuture.completedFuture(false);
    }
    CompletableFuture<Boolean> kept = new CompletableFuture<>();
    pending.put(id, kept);
    journal.accept(new RefusalRow(id, fingerprint, reason));
    return kept;
  }

  /** The next refusals are on disk. */
  void forced(List<RefusalRow> refusals) {
    for (RefusalRow refusal : refusals) {
      CompletableFuture<Boolean> kept;
      synchronized (this) {
        replay(refusal);
        kept = pending.remove(refusal.id());
      }
      kept.complete(true);
    }
  }

  /** The journal failed: nobody can say which of the waiting refusals are on disk. */
  void fail() {
    List<CompletableFuture<Boolean>> lost;
    synchronized (this) {
      broken = true;
      lost = List.copyOf(pending.values());
    }
    lost.forEach(kept -> kept.complete(false));
  }
}
