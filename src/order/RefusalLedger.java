package order;

import common.journal.CommitLog;
import common.journal.Journal;
import common.purchase.PurchaseId;
import common.purchase.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/** The refusals of purchases that carried an Idempotency-Key. No method waits for the disk. */
final class RefusalLedger {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final RecentAnswers answers = new RecentAnswers(RecentAnswers.MAX_REFUSALS);
  private Journal<RefusalRow> journal;
  private CommitLog<RefusalRow> log;

  /** Takes a refusal from the file, at the start. */
  void replay(RefusalRow refusal) {
    if (refusal.fingerprint().length() == 32) {
      answers.put(
          Fingerprint.ofHex(refusal.id(), refusal.fingerprint()), refusal.reason().ordinal());
    }
  }

  /** Starts the journal's thread, once the file is replayed. */
  void start(Journal<RefusalRow> journal, Consumer<Throwable> fatal) {
    this.journal = journal;
    log =
        new CommitLog<>(lock.writeLock(), journal, this::publish, CommitLog.Audience.none(), fatal);
    log.start();
  }

  /** The refusal of a purchase, {@link Refusal#KEY_REUSED} if the id was another's, or null. */
  Refusal find(Fingerprint purchase) {
    lock.readLock().lock();
    try {
      long answer = answers.find(purchase);
      if (answer == RecentAnswers.UNKNOWN) {
        return null;
      }
      return answer == RecentAnswers.OTHER_FINGERPRINT
          ? Refusal.KEY_REUSED
          : Refusal.values()[Math.toIntExact(answer)];
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Keeps a refusal.
   *
   * @return completed with true when it is on disk, with false if nobody can say whether it is
   */
  CompletableFuture<Boolean> keep(Purchase purchase, Refusal reason) {
    if (!PurchaseId.isKeyed(purchase.id())) {
      return CompletableFuture.completedFuture(true);
    }
    RefusalRow row = new RefusalRow(purchase.id(), purchase.fingerprint().toHex(), reason);
    lock.writeLock().lock();
    try {
      return log.append(row);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Called by the log, under the lock. */
  private void publish(RefusalRow refusal) {
    replay(refusal);
    if (journal.rows() >= RecentAnswers.MAX_REFUSALS) {
      journal.rotate();
    }
  }
}
