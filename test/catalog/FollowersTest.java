package catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Leases on a clock that stands still until the test moves it. */
final class FollowersTest {
  private static final long LEASE_MILLIS = 1000;

  private final FakeTime time = new FakeTime();
  private long leadsForNanos = Long.MAX_VALUE;
  private final List<Item> toys =
      new ArrayList<>(List.of(new Item("Tux", 1599, 100), new Item("Fox", 1, 5)));
  private final Followers followers =
      new Followers(
          LEASE_MILLIS,
          () -> leadsForNanos,
          time::nanos,
          time::schedule,
          () -> List.copyOf(toys),
          name -> toys.stream().filter(toy -> toy.name().equals(name)).findFirst().orElse(null));

  /** A clock and a timer. */
  private static final class FakeTime {
    private record Task(long at, Runnable run) {}

    private final PriorityQueue<Task> tasks =
        new PriorityQueue<>(Comparator.comparingLong(Task::at));

    /** As nanoTime may, it overflows during the test. */
    private long now = Long.MAX_VALUE - TimeUnit.MILLISECONDS.toNanos(500);

    private long passed;

    long nanos() {
      return now + passed;
    }

    void schedule(Runnable task, long delayNanos) {
      tasks.add(new Task(passed + delayNanos, task));
    }

    void pass(long millis) {
      long end = passed + TimeUnit.MILLISECONDS.toNanos(millis);
      while (!tasks.isEmpty() && tasks.peek().at() <= end) {
        Task next = tasks.remove();
        passed = next.at();
        next.run().run();
      }
      passed = end;
    }
  }

  /** A follower that writes down what it is sent. */
  private final class Recorder implements Followers.Stream {
    final List<String> events = new ArrayList<>();
    final Followers.Member member = followers.join(this);
    private long renewals;

    void renew() {
      member.renew(++renewals);
    }

    @Override
    public void granted(long renew, long millis) {
      events.add("granted " + renew + " " + millis);
    }

    @Override
    public void snapshot(List<Item> items, boolean last) {
      events.add("snapshot " + items.stream().map(Item::name).toList() + (last ? " last" : ""));
    }

    @Override
    public void drop(long number, List<String> names) {
      events.add("drop " + number + " " + names);
    }

    @Override
    public void put(List<Item> items) {
      events.add("put " + items.stream().map(Item::name).toList());
    }

    @Override
    public void end(String reason) {
      events.add("end");
    }
  }

  private static List<Movement> sale(String name) {
    return List.of(new Sale(0, "r-0", name, 1));
  }

  @Nested
  final class Leading {
    @Test
    void renew_leaderFor300ms_givesNoLongerLease() {
      leadsForNanos = TimeUnit.MILLISECONDS.toNanos(300);
      Recorder follower = new Recorder();
      follower.renew();
      assertTrue(follower.events.contains("granted 1 300"), follower.events::toString);
      CompletableFuture<Void> heard = followers.announce(sale("Tux"));
      time.pass(299);
      assertFalse(heard.isDone());
      time.pass(2);
      assertTrue(heard.isDone());
    }

    @Test
    void renew_mayLeadNoLonger_givesNone() {
      leadsForNanos = 0;
      Recorder follower = new Recorder();
      follower.renew();
      assertEquals(List.of("snapshot [Tux, Fox] last", "end"), follower.events);
    }

    @Test
    void dropAll_isDoneWhenAllHaveDroppedEverything() {
      Recorder follower = new Recorder();
      follower.renew();
      CompletableFuture<Void> heard = followers.dropAll();
      assertFalse(heard.isDone());
      follower.member.want("Tux");
      follower.member.dropped(1, List.of());
      assertTrue(heard.isDone());
      assertFalse(follower.events.contains("put [Tux]"), follower.events::toString);
    }

    /** The disk was slow, and the catalog does not wait for it any longer. */
    @Test
    void dropAll_thenABatch_staysDroppedWhenThatIsPublished() {
      Recorder follower = new Recorder();
      follower.renew();
      List<Movement> late = sale("Tux");
      CompletableFuture<Void> all = followers.dropAll();
      CompletableFuture<Void> heard = followers.announce(late);
      assertFalse(heard.isDone());
      follower.member.want("Tux");
      follower.member.dropped(1, List.of("Fox"));
      assertTrue(all.isDone());
      assertTrue(heard.isDone());
      followers.published(late);
      follower.member.want("Tux");
      follower.member.want("Fox");
      assertFalse(follower.events.toString().contains("put"), follower.events::toString);
    }
  }

  @Nested
  final class Waiting {
    @Test
    void announce_nobodyFollows_waitsForNobody() {
      assertTrue(followers.announce(sale("Tux")).isDone());
    }

    @Test
    void announce_followerWithoutALease_isToldAndNotWaitedFor() {
      Recorder follower = new Recorder();
      assertTrue(followers.announce(sale("Tux")).isDone());
      assertEquals(List.of("snapshot [Tux, Fox] last", "drop 1 [Tux]"), follower.events);
    }

    @Test
    void announce_followersWithLeases_allMustAcknowledge() {
      Recorder first = new Recorder();
      Recorder second = new Recorder();
      first.renew();
      second.renew();
      CompletableFuture<Void> heard = followers.announce(sale("Tux"));
      first.member.dropped(1, List.of());
      assertFalse(heard.isDone());
      second.member.dropped(1, List.of());
      assertTrue(heard.isDone());
    }

    @Test
    void acknowledgement_countsForAllDropsBeforeIt_andForNoneAfterIt() {
      Recorder follower = new Recorder();
      follower.renew();
      CompletableFuture<Void> one = followers.announce(sale("Tux"));
      CompletableFuture<Void> two = followers.announce(sale("Fox"));
      CompletableFuture<Void> three = followers.announce(sale("Bear"));
      follower.member.dropped(2, List.of());
      assertTrue(one.isDone());
      assertTrue(two.isDone());
      assertFalse(three.isDone());
    }

    @Test
    void hungFollower_isWaitedForUntilItsLeaseIsOver_andNotLonger() {
      Recorder follower = new Recorder();
      follower.renew();
      time.pass(400);
      CompletableFuture<Void> heard = followers.announce(sale("Tux"));
      time.pass(599);
      assertFalse(heard.isDone());
      time.pass(1);
      assertTrue(heard.isDone());
      assertTrue(followers.announce(sale("Fox")).isDone(), "only once");
    }

    @Test
    void brokenStream_isNoProofOfDeath() {
      Recorder follower = new Recorder();
      follower.renew();
      follower.member.leave();
      CompletableFuture<Void> heard = followers.announce(sale("Tux"));
      assertFalse(heard.isDone());
      time.pass(1000);
      assertTrue(heard.isDone());
    }

    /** Otherwise a frontend whose acknowledgements get lost would stop all sales. */
    @Test
    void followerThatRenewsAndAcknowledgesNothing_isStruckOff() {
      Recorder follower = new Recorder();
      follower.renew();
      CompletableFuture<Void> heard = followers.announce(sale("Tux"));
      time.pass(300);
      follower.renew();
      assertFalse(heard.isDone());
      time.pass(300);
      follower.renew();
      assertEquals("end", follower.events.get(follower.events.size() - 1));
      time.pass(700);
      assertTrue(heard.isDone());
    }

    @Test
    void renewedLease_isWaitedForLonger() {
      Recorder follower = new Recorder();
      follower.renew();
      time.pass(900);
      CompletableFuture<Void> heard = followers.announce(sale("Tux"));
      follower.renew();
      time.pass(999);
      assertFalse(heard.isDone());
      time.pass(1);
      assertTrue(heard.isDone());
    }

    @Test
    void predecessorsLeases_areWaitedFor() {
      followers.awaitPredecessor(time.nanos());
      time.pass(300);
      CompletableFuture<Void> heard = followers.announce(sale("Tux"));
      time.pass(699);
      assertFalse(heard.isDone());
      time.pass(1);
      assertTrue(heard.isDone());
    }
  }

  /** A toy that was dropped is sent again when somebody asks for it. */
  @Nested
  final class Asking {
    private final Recorder follower = new Recorder();

    Asking() {
      follower.renew();
      follower.events.clear();
    }

    @Test
    void published_askedForMeanwhile_isPut() {
      followers.announce(sale("Tux"));
      followers.asked(List.of("Tux", "Fox", "Nope", "Tux"));
      assertEquals(List.of("drop 1 [Tux]"), follower.events);
      followers.published(sale("Tux"));
      assertEquals(List.of("drop 1 [Tux]", "put [Tux]"), follower.events);
    }

    @Test
    void published_shownBeforeTheDrop_isPut() {
      followers.announce(sale("Tux"));
      follower.member.dropped(1, List.of("Tux"));
      followers.published(sale("Tux"));
      assertEquals(List.of("drop 1 [Tux]", "put [Tux]"), follower.events);
    }

    @Test
    void published_notAskedFor_isPutAsSoonAsItIs() {
      followers.announce(sale("Tux"));
      followers.published(sale("Tux"));
      assertEquals(List.of("drop 1 [Tux]"), follower.events);
      followers.asked(List.of("Tux"));
      followers.asked(List.of("Tux"));
      assertEquals(List.of("drop 1 [Tux]", "put [Tux]"), follower.events);
    }

    @Test
    void published_aLaterChangeIsOnItsWay_isNotPut() {
      followers.announce(sale("Tux"));
      followers.announce(sale("Tux"));
      followers.asked(List.of("Tux"));
      followers.published(sale("Tux"));
      assertEquals(List.of("drop 1 [Tux]"), follower.events);
      followers.published(sale("Tux"));
      assertEquals(List.of("drop 1 [Tux]", "put [Tux]"), follower.events);
    }

    @Test
    void announce_toyThatAllHaveDropped_needsNoMessageAndNoWait() {
      followers.announce(sale("Tux"));
      follower.member.dropped(1, List.of());
      followers.published(sale("Tux"));
      assertTrue(followers.announce(sale("Tux")).isDone());
      assertEquals(List.of("drop 1 [Tux]"), follower.events);
    }

    @Test
    void announce_toyWhoseDropIsNotAcknowledged_waitsForThat() {
      CompletableFuture<Void> first = followers.announce(sale("Tux"));
      CompletableFuture<Void> second = followers.announce(sale("Tux"));
      assertEquals(List.of("drop 1 [Tux]"), follower.events);
      assertFalse(second.isDone());
      follower.member.dropped(1, List.of());
      assertTrue(first.isDone());
      assertTrue(second.isDone());
    }

    @Test
    void announce_toyWhoseDropIsNotAcknowledged_waitsUntilTheLeaseIsOver() {
      followers.announce(sale("Tux"));
      time.pass(300);
      CompletableFuture<Void> second = followers.announce(sale("Tux"));
      time.pass(699);
      assertFalse(second.isDone());
      time.pass(1);
      assertTrue(second.isDone());
    }

    @Test
    void announce_afterThePut_dropsAgain() {
      followers.announce(sale("Tux"));
      followers.asked(List.of("Tux"));
      followers.published(sale("Tux"));
      followers.announce(sale("Tux"));
      assertEquals(List.of("drop 1 [Tux]", "put [Tux]", "drop 2 [Tux]"), follower.events);
    }

    @Test
    void join_hasWhatTheOthersHave() {
      followers.announce(sale("Tux"));
      followers.published(sale("Tux"));
      Recorder second = new Recorder();
      assertEquals(List.of("snapshot [Tux, Fox] last", "drop 1 [Tux]"), second.events);
      second.renew();
      followers.announce(sale("Tux"));
      followers.asked(List.of("Tux"));
      followers.published(sale("Tux"));
      assertEquals(
          List.of("snapshot [Tux, Fox] last", "drop 1 [Tux]", "granted 1 1000", "put [Tux]"),
          second.events);
    }

    @Test
    void join_afterSalesThatNobodyFollowed_hasAll() {
      follower.member.leave();
      followers.announce(sale("Tux"));
      followers.published(sale("Tux"));
      assertEquals(List.of("snapshot [Tux, Fox] last"), new Recorder().events);
    }

    @Test
    void drop_manyToys_comesInParts_andTheLastHasTheNumber() {
      List<Movement> many = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        many.addAll(sale("toy " + i));
      }
      followers.announce(many);
      assertEquals(2, follower.events.size());
      assertTrue(follower.events.get(0).startsWith("drop 0 [toy 0, "), follower.events.get(0));
      assertTrue(follower.events.get(1).startsWith("drop 1 [toy 256, "), follower.events.get(1));
    }
  }

  @Nested
  final class Streams {
    @Test
    void join_whileABatchIsAnnounced_itsToysAreDroppedAfterTheSnapshot() {
      followers.announce(sale("Tux"));
      Recorder follower = new Recorder();
      assertEquals(List.of("snapshot [Tux, Fox] last", "drop 1 [Tux]"), follower.events);
    }

    @Test
    void join_noToys_isAnEmptySnapshot() {
      toys.clear();
      assertEquals(List.of("snapshot [] last"), new Recorder().events);
    }

    @Test
    void join_manyToys_comeInParts() {
      for (int i = 0; i < 500; i++) {
        toys.add(new Item("toy " + i, 1, 1));
      }
      assertEquals(2, new Recorder().events.size());
    }

    @Test
    void want_aToy_isPut_unlessItIsAboutToChange() {
      Recorder follower = new Recorder();
      followers.announce(sale("Tux"));
      follower.member.want("Fox");
      follower.member.want("Tux");
      follower.member.want("Nope");
      assertEquals(
          List.of("snapshot [Tux, Fox] last", "drop 1 [Tux]", "put [Fox]"), follower.events);
    }

    @Test
    void join_moreThanThereMayBe_isRefused_untilSomeAreGone() {
      List<Recorder> many = new ArrayList<>();
      for (int i = 0; i < Followers.MAX_FOLLOWERS; i++) {
        many.add(new Recorder());
      }
      assertNull(new Recorder().member);
      many.get(0).member.leave();
      assertTrue(new Recorder().member != null);
    }

    @Test
    void end_endsEveryStream_andLeasesGoOn() {
      Recorder follower = new Recorder();
      follower.renew();
      followers.end();
      assertEquals("end", follower.events.get(follower.events.size() - 1));
      assertFalse(followers.announce(sale("Tux")).isDone());
    }
  }
}
