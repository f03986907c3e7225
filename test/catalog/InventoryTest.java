package catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.purchase.Outcome;
import common.purchase.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What takes too many sales, or an order of events that a running service seldom shows. */
final class InventoryTest {
  private final List<Sale> journal = new ArrayList<>();
  private final Inventory inventory =
      new Inventory(
          List.of(
              new CatalogRow("Tux", 1599, 1_000_000, 0, 0, 0),
              new CatalogRow("Fox", 1, 5, 0, 0, 0)),
          List.of(),
          0,
          journal::add);

  private CompletableFuture<Outcome<Sale>> buy(String id, long floor) {
    return inventory.buy(id, "Tux", 1, floor);
  }

  private void force() {
    List<Sale> batch = List.copyOf(journal);
    journal.clear();
    inventory.forced(batch);
  }

  @Nested
  final class Unrecorded {
    @Test
    void buy_moreThanTheOrderServiceHasRecorded_isRefusedUntilItCatchesUp() {
      for (int i = 0; i < Inventory.MAX_UNRECORDED; i++) {
        buy("r-" + i, 0);
        if (i % 1000 == 0) {
          force();
        }
      }
      assertEquals(Outcome.refused(Refusal.OVERLOADED), buy("r-more", 0).join());
      force();
      assertEquals(Outcome.refused(Refusal.OVERLOADED), buy("r-more", 0).join());

      inventory.sales(10, 10, 1000);

      for (int i = 0; i < 10; i++) {
        assertFalse(buy("r-next" + i, 0).isDone());
      }
      assertEquals(Outcome.refused(Refusal.OVERLOADED), buy("r-more", 0).join());
    }

    /** So an id whose sale has no order is never forgotten. */
    @Test
    void rememberedIds_areMoreThanSalesThatCanWait() {
      assertTrue(Inventory.REMEMBERED_IDS > Inventory.MAX_UNRECORDED);
    }
  }

  @Nested
  final class HigherNumbers {
    @Test
    void buy_floorAboveTheLastSale_goesOnThere() {
      buy("r-1", 0);
      buy("r-2", 100);
      buy("r-3", 50);
      buy("r-4", 0);
      assertEquals(List.of(0L, 100L, 101L, 102L), journal.stream().map(Sale::number).toList());
    }

    @Test
    void sales_whileASaleWaits_areOnlyThoseOnDisk() {
      buy("r-1", 0);
      Inventory.Outbox outbox = inventory.sales(100, 100, 1000);
      assertEquals(new Inventory.Outbox(List.of(), 0, false), outbox);
      buy("r-2", 0);
      force();
      outbox = inventory.sales(100, 100, 1000);
      assertEquals(101, outbox.next());
      assertEquals(List.of("r-2"), outbox.sales().stream().map(Sale::id).toList());
    }

    @Test
    void rows_toyWithoutSales_countsFromTheNewNumber() {
      inventory.sales(100, 100, 1000);
      buy("r-1", 0);
      force();
      assertEquals(
          List.of(
              new CatalogRow("Tux", 1599, 999_999, 1, 100, 101),
              new CatalogRow("Fox", 1, 5, 0, 100, 101)),
          inventory.rows());
    }
  }

  @Nested
  final class Failing {
    @Test
    void fail_answersAllThatWait_andRefusesTheRest() {
      CompletableFuture<Outcome<Sale>> waiting = buy("r-1", 0);
      CompletableFuture<Outcome<Sale>> dependent = inventory.buy("r-2", "Tux", 1_000_000, 0);
      assertFalse(dependent.isDone());
      inventory.fail();
      Outcome<Sale> unknown = Outcome.refused(Refusal.UNKNOWN_OUTCOME);
      assertEquals(unknown, waiting.join());
      assertEquals(unknown, dependent.join());
      assertEquals(unknown, buy("r-1", 0).join());
      assertEquals(unknown, buy("r-3", 0).join());
      assertEquals(1_000_000, inventory.query("Tux").orElseThrow().quantity());
      assertEquals(1, journal.size());
    }
  }
}
