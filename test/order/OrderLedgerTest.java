package order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import common.journal.HeldJournal;
import common.purchase.Outcome;
import common.purchase.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class OrderLedgerTest {
  private final HeldJournal<OrderRow> journal = new HeldJournal<>();
  private final AtomicInteger missing = new AtomicInteger();
  private final OrderLedger ledger = new OrderLedger(missing::incrementAndGet);

  private static Sale sale(long number) {
    return new Sale(number, "k-" + number, "Tux", 1);
  }

  private void start() {
    ledger.start(journal, failure -> {});
  }

  private long find(String id) {
    return ledger.find(id, Fingerprint.of(id, "Tux", 1));
  }

  private void replay(long... sales) {
    for (int number = 0; number < sales.length; number++) {
      ledger.replay(new OrderRow(number, "Tux", 1, sales[number], "k-" + sales[number], ""));
    }
  }

  @Nested
  final class Recording {
    @Test
    void record_isAnsweredWhenItIsOnDisk_andNotFoundBefore() {
      start();
      CompletableFuture<Outcome<Long>> answer = ledger.record(sale(0));
      assertFalse(answer.isDone());
      assertEquals(RecentAnswers.UNKNOWN, find("k-0"));
      assertFalse(ledger.has(0));
      assertEquals(0, ledger.progress().recordedBelow());
      journal.force();
      assertEquals(Outcome.done(0L), answer.join());
      assertEquals(0, find("k-0"));
      assertEquals(1, ledger.progress().recordedBelow());
    }

    /** By the reply to the purchase, and by the catch-up. */
    @Test
    void record_sameSaleTwice_isOneOrder() {
      start();
      CompletableFuture<Outcome<Long>> first = ledger.record(sale(0));
      assertSame(first, ledger.record(sale(0)), "while it waits");
      journal.force();
      assertEquals(Outcome.done(0L), ledger.record(sale(0)).join());
      assertEquals(List.of(), journal.queued());
    }

    /** Else an older copy of the file could give the sales other numbers. */
    @Test
    void record_salesOutOfOrder_numbersFollowTheSales() {
      start();
      CompletableFuture<Outcome<Long>> second = ledger.record(sale(2));
      CompletableFuture<Outcome<Long>> first = ledger.record(sale(1));
      assertSame(second, ledger.record(sale(2)));
      assertEquals(List.of(), journal.queued());
      assertEquals(2, missing.get());
      ledger.record(sale(0));
      journal.force();
      assertEquals(Outcome.done(1L), first.join());
      assertEquals(Outcome.done(2L), second.join());
      assertFalse(ledger.misses());
      assertEquals(3, ledger.progress().recordedBelow());
    }

    @Test
    void record_allSalesOfARange_closesTheGapsInIt() {
      start();
      CompletableFuture<Outcome<Long>> early = ledger.record(sale(7));
      Map<Sale, CompletableFuture<Outcome<Long>>> page =
          ledger.record(List.of(sale(2), sale(5)), 0, 7);
      journal.force();
      assertEquals(Outcome.done(0L), page.get(sale(2)).join());
      assertEquals(Outcome.done(1L), page.get(sale(5)).join());
      assertEquals(Outcome.done(2L), early.join());
      assertEquals(8, ledger.progress().recordedBelow());
      assertEquals(8, ledger.progress().nextSale());
    }

    @Test
    void fail_answersAllThatWait_andTakesNoMore() {
      start();
      CompletableFuture<Outcome<Long>> waiting = ledger.record(sale(0));
      journal.fail();
      Outcome<Long> unknown = Outcome.refused(Refusal.UNKNOWN_OUTCOME);
      assertEquals(unknown, waiting.join());
      assertEquals(unknown, ledger.record(sale(1)).join());
      assertEquals(1, journal.queued().size());
      assertEquals(0, ledger.progress().recordedBelow());
    }
  }

  /** Files of an earlier version, which numbered orders as their sales arrived. */
  @Nested
  final class Replaying {
    @Test
    void replay_salesInAnyOrder_theNextOneDueIsTheFirstWithoutAnOrder() {
      replay(3, 0, 7);
      start();
      assertEquals(1, ledger.due());
      assertEquals(8, ledger.progress().nextSale());
      ledger.record(List.of(sale(1), sale(3)), 1, 9);
      assertEquals(9, ledger.due());
      assertEquals(List.of(3L), journal.queued().stream().map(OrderRow::number).toList());
    }

    @Test
    void replay_gapsThatNoSaleHas_areClosedByTheNextCatchUp() {
      replay(0, 1, 3);
      start();
      CompletableFuture<Outcome<Long>> next = ledger.record(sale(4));
      assertFalse(next.isDone());
      assertEquals(1, missing.get());
      assertEquals(
          Set.of(sale(4)),
          ledger.record(List.of(sale(3), sale(4)), 2, 5).keySet(),
          "the other one had its order");
      journal.force();
      assertEquals(Outcome.done(3L), next.join());
    }
  }

  @Nested
  final class Memory {
    private long number;

    private void replay(String prefix, int count) {
      for (int i = 0; i < count; i++) {
        ledger.replay(new OrderRow(number, "Tux", 1, number, prefix + number, ""));
        number++;
      }
    }

    @Test
    void keys_areNotPushedOutByPurchasesWithoutOne() {
      replay("k-", 2);
      replay("r-", RecentAnswers.MAX_REQUESTS + 1);
      assertEquals(0, find("k-0"));
      assertEquals(1, find("k-1"));
      assertEquals(number - 1, find("r-" + (number - 1)));
    }

    @Test
    void keys_theLastMillionAreKnown() {
      replay("k-", RecentAnswers.MAX_KEYS + 1);
      assertEquals(RecentAnswers.UNKNOWN, find("k-0"));
      assertEquals(1, find("k-1"));
      assertEquals(number - 1, find("k-" + (number - 1)));
    }
  }
}
