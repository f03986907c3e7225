package order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import common.purchase.Outcome;
import common.purchase.PurchaseId;
import common.purchase.RecentIds;
import common.purchase.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import rpc.catalog.Sale;

final class OrderLedgerTest {
  private final List<OrderRow> journal = new ArrayList<>();
  private final OrderLedger book = new OrderLedger(journal::add);

  private static Sale sale(long number) {
    return Sale.newBuilder()
        .setNumber(number)
        .setId("k-" + number)
        .setName("Tux")
        .setQuantity(1)
        .build();
  }

  private void force() {
    List<OrderRow> batch = List.copyOf(journal);
    journal.clear();
    book.forced(batch);
  }

  private long find(String id) {
    return book.find(id, PurchaseId.fingerprint("Tux", 1));
  }

  @Nested
  final class Recording {
    @Test
    void record_isAnsweredWhenItIsOnDisk_andNotFoundBefore() {
      CompletableFuture<Outcome<Long>> answer = book.record(sale(0));
      assertFalse(answer.isDone());
      assertEquals(RecentIds.UNKNOWN, find("k-0"));
      assertFalse(book.has(0));
      assertEquals(0, book.firstUnrecorded());
      assertFalse(book.isRecorded(0));
      force();
      assertEquals(Outcome.done(0L), answer.join());
      assertEquals(0, find("k-0"));
      assertEquals(1, book.firstUnrecorded());
    }

    /** By the reply to the purchase, and by the catalog's outbox. */
    @Test
    void record_sameSaleTwice_isOneOrder() {
      CompletableFuture<Outcome<Long>> first = book.record(sale(0));
      assertSame(first, book.record(sale(0)), "while it waits");
      force();
      assertEquals(Outcome.done(0L), book.record(sale(0)).join());
      assertEquals(List.of(), journal);
    }

    @Test
    void record_salesOutOfOrder_numbersFollowTheirArrival() {
      for (long number : List.of(3L, 0L, 7L)) {
        book.record(sale(number));
      }
      assertEquals(List.of(0L, 1L, 2L), journal.stream().map(OrderRow::number).toList());
      force();
      assertEquals(1, book.firstUnrecorded());
      assertEquals(8, book.saleFloor());
      assertEquals(0, find("k-3"));
      book.noSalesBelow(5);
      assertEquals(5, book.firstUnrecorded());
    }

    @Test
    void fail_answersAllThatWait_andTakesNoMore() {
      CompletableFuture<Outcome<Long>> waiting = book.record(sale(0));
      book.fail();
      Outcome<Long> unknown = Outcome.refused(Refusal.UNKNOWN_OUTCOME);
      assertEquals(unknown, waiting.join());
      assertEquals(unknown, book.record(sale(0)).join());
      assertEquals(unknown, book.record(sale(1)).join());
      assertEquals(1, journal.size());
      assertEquals(0, book.firstUnrecorded());
    }
  }

  @Nested
  final class Memory {
    private long number;

    private void replay(String prefix, int count) {
      for (int i = 0; i < count; i++) {
        book.replay(new OrderRow(number, "Tux", 1, number, prefix + number, ""));
        number++;
      }
    }

    @Test
    void keys_areNotPushedOutByPurchasesWithoutOne() {
      replay("k-", 2);
      replay("r-", OrderLedger.REMEMBERED + 1);
      assertEquals(0, find("k-0"));
      assertEquals(1, find("k-1"));
      assertEquals(number - 1, find("r-" + (number - 1)));
    }

    @Test
    void keys_theLastMillionAreKnown() {
      replay("k-", OrderLedger.REMEMBERED + 1);
      assertEquals(RecentIds.UNKNOWN, find("k-0"));
      assertEquals(1, find("k-1"));
      assertEquals(number - 1, find("k-" + (number - 1)));
    }
  }
}
