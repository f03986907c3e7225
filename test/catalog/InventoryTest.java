package catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.journal.CommitLog;
import common.journal.HeldJournal;
import common.purchase.Outcome;
import common.purchase.Refusal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What takes too many sales, or an order of events that a running service seldom shows. */
final class InventoryTest {
  private final HeldJournal<Movement> journal = new HeldJournal<>();
  private final Inventory inventory =
      new Inventory(
          List.of(
              new CatalogRow("Tux", 1599, 1_000_000, 0, 0, 0, 0),
              new CatalogRow("Fox", 1, 5, 0, 0, 0, 0)),
          List.of(),
          0,
          0);

  InventoryTest() {
    inventory.start(journal, CommitLog.Audience.none(), failure -> {});
  }

  private CompletableFuture<Outcome<Sale>> buy(String id) {
    return inventory.buy(id, "Tux", 1);
  }

  private CompletableFuture<Outcome<Item>> change(String id, int add) {
    return inventory.change(id, "Fox", add, Change.SAME_PRICE);
  }

  private int stock(String name) {
    return inventory.query(name).orElseThrow().quantity();
  }

  @Nested
  final class Unrecorded {
    @Test
    void buy_moreThanTheOrderServiceHasRecorded_isRefusedUntilItCatchesUp() {
      for (int i = 0; i < Inventory.MAX_UNRECORDED; i++) {
        buy("r-" + i);
        if (i % 1000 == 0) {
          journal.force();
        }
      }
      assertEquals(Outcome.refused(Refusal.OVERLOADED), buy("r-more").join());
      journal.force();
      assertEquals(Outcome.refused(Refusal.OVERLOADED), buy("r-more").join());

      inventory.acknowledge(10);

      for (int i = 0; i < 10; i++) {
        assertFalse(buy("r-next" + i).isDone());
      }
      assertEquals(Outcome.refused(Refusal.OVERLOADED), buy("r-more").join());
    }
  }

  @Nested
  final class HigherNumbers {
    @Test
    void skipTo_theNextSaleGoesOnThere_andToysCountFromThere() {
      inventory.skipTo(100);
      buy("r-1");
      assertEquals(100, journal.queued().get(0).number());
      journal.force();
      assertEquals(
          List.of(
              new CatalogRow("Tux", 1599, 999_999, 1, 0, 100, 101),
              new CatalogRow("Fox", 1, 5, 0, 0, 100, 101)),
          inventory.rows());
    }

    @Test
    void sales_areOnlyThoseOnDisk() {
      buy("r-1");
      assertEquals(new MovementHistory.Page(List.of(), 0, false), inventory.sales(0, 1000));
      journal.force();
      assertEquals(1, inventory.sales(0, 1000).next());
      assertEquals(1, inventory.sales(0, 1000).sales().size());
    }

    @Test
    void dropBelow_whatTheJournalDropped_isGoneFromTheOutbox() {
      for (int i = 0; i < 10; i++) {
        buy("r-" + i);
      }
      journal.force();
      inventory.dropBelow(7);
      assertEquals(7, inventory.heldFrom());
      assertEquals(7, inventory.sales(0, 1000).sales().get(0).number());
    }
  }

  @Nested
  final class Changing {
    @Test
    void change_isSeenOnlyWhenItIsOnDisk() {
      CompletableFuture<Outcome<Item>> changed = change("c-1", 50);
      assertEquals(5, stock("Fox"));
      assertFalse(changed.isDone());
      journal.force();
      assertEquals(Outcome.done(new Item("Fox", 1, 55)), changed.join());
    }

    @Test
    void change_takesOnlyWhatNoSaleReserved() {
      CompletableFuture<Outcome<Sale>> sold = inventory.buy("r-1", "Fox", 4);
      CompletableFuture<Outcome<Item>> changed = change("c-1", -2);
      assertFalse(changed.isDone(), "it waits for what it rests on");
      journal.force();
      assertTrue(sold.join() instanceof Outcome.Done);
      assertEquals(Outcome.refused(Refusal.INSUFFICIENT_STOCK), changed.join());
      change("c-2", -1);
      assertEquals(Outcome.refused(Refusal.INSUFFICIENT_STOCK), change("c-3", -2).join());
      journal.force();
      assertEquals(0, stock("Fox"));
    }

    @Test
    void change_beyondTheLargestNumber_isRefused() {
      change("c-1", Integer.MAX_VALUE - 5);
      assertEquals(Outcome.refused(Refusal.BAD_QUANTITY), change("c-2", 1).join());
      journal.force();
      assertEquals(Integer.MAX_VALUE, stock("Fox"));
      assertEquals(Outcome.refused(Refusal.BAD_QUANTITY), change("c-2", 1).join());
    }

    /** The second is decided before the first is published. */
    @Test
    void change_twoAdditionsOfOneToy_bothCount_andNeverOverflow() {
      int most = Integer.MAX_VALUE;
      CompletableFuture<Outcome<Item>> first = inventory.change("c-1", "Bear", most - 1, 750);
      CompletableFuture<Outcome<Item>> second = inventory.change("c-2", "Bear", 1, 800);
      assertEquals(
          Outcome.refused(Refusal.BAD_QUANTITY), inventory.change("c-3", "Bear", 1, 800).join());
      assertTrue(inventory.query("Bear").isEmpty(), "nobody sees it before it is on disk");
      journal.force();
      assertTrue(first.join() instanceof Outcome.Done);
      assertEquals(Outcome.done(new Item("Bear", 800, most)), second.join());
      inventory.change("c-4", "Bear", -most, Change.SAME_PRICE);
      journal.force();
      assertEquals(0, stock("Bear"));
    }

    @Test
    void change_sameId_isOneChange_andAnotherUnderItIsRefused() {
      change("c-1", 1);
      change("c-1", 1);
      assertEquals(Outcome.refused(Refusal.KEY_REUSED), change("c-1", 2).join());
      journal.force();
      assertEquals(6, stock("Fox"));
      assertEquals(Outcome.done(new Item("Fox", 1, 6)), change("c-1", 1).join());
      assertEquals(Outcome.refused(Refusal.KEY_REUSED), change("c-1", 2).join());
    }
  }

  @Nested
  final class Failing {
    @Test
    void fail_answersAllThatWait_andRefusesTheRest() {
      CompletableFuture<Outcome<Sale>> waiting = buy("r-1");
      CompletableFuture<Outcome<Sale>> dependent = inventory.buy("r-2", "Tux", 1_000_000);
      assertFalse(dependent.isDone());
      journal.fail();
      Outcome<Sale> unknown = Outcome.refused(Refusal.UNKNOWN_OUTCOME);
      assertEquals(unknown, waiting.join());
      assertEquals(unknown, dependent.join());
      assertEquals(unknown, buy("r-1").join());
      assertEquals(unknown, buy("r-3").join());
      assertEquals(1_000_000, stock("Tux"));
      assertEquals(1, journal.queued().size());
    }
  }
}
