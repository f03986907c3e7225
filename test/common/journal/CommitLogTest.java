package common.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Decided, durable, published; or failed. */
final class CommitLogTest {
  private final HeldJournal<String> journal = new HeldJournal<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<String> published = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final List<CompletableFuture<Void>> announcements = new ArrayList<>();
  private final List<Throwable> fatal = new ArrayList<>();
  private CommitLog<String> log = log(CommitLog.Audience.none());

  private CommitLog<String> log(CommitLog.Audience<String> audience) {
    CommitLog<String> made =
        new CommitLog<>(
            lock,
            journal,
            entry -> {
              assertTrue(lock.isHeldByCurrentThread());
              published.add(entry);
            },
            audience,
            fatal::add);
    made.start();
    return made;
  }

  /** An audience whose members take their time. */
  private void withAudience() {
    log =
        log(
            new CommitLog.Audience<>() {
              @Override
              public CompletableFuture<Void> announce(List<String> batch) {
                events.add("announce " + batch);
                announcements.add(new CompletableFuture<>());
                return announcements.get(announcements.size() - 1);
              }

              @Override
              public void published(List<String> batch) {
                assertFalse(lock.isHeldByCurrentThread());
                events.add("published " + batch);
              }
            });
  }

  private CompletableFuture<Boolean> append(String entry) {
    lock.lock();
    try {
      return log.append(entry);
    } finally {
      lock.unlock();
    }
  }

  @Test
  void append_isPublishedAndAnsweredWhenItIsDurable_andNotBefore() {
    CompletableFuture<Boolean> a = append("a");
    List<String> batch = journal.take();
    assertFalse(a.isDone());
    assertEquals(List.of(), published);
    journal.durable(batch);
    assertTrue(a.join());
    assertEquals(List.of("a"), published);
    assertEquals(0, log.pending());
  }

  @Test
  void announcement_isMadeWhenTheBatchIsDurable_andPublicationWaitsUntilItIsHeard() {
    withAudience();
    CompletableFuture<Boolean> a = append("a");
    List<String> batch = journal.take();
    assertEquals(List.of(), events);
    journal.durable(batch);
    assertEquals(List.of("announce [a]"), events);
    assertFalse(a.isDone(), "somebody can still show the state before");
    announcements.get(0).complete(null);
    assertTrue(a.join());
    assertEquals(List.of("announce [a]", "published [a]"), events);
  }

  @Test
  void laterBatch_readyFirst_isPublishedAfterTheEarlierOne() {
    withAudience();
    CompletableFuture<Boolean> a = append("a");
    journal.force();
    CompletableFuture<Boolean> b = append("b");
    journal.force();
    announcements.get(1).complete(null);
    assertFalse(b.isDone());
    announcements.get(0).complete(null);
    assertTrue(a.join());
    assertTrue(b.join());
    assertEquals(List.of("a", "b"), published);
  }

  @Test
  void failure_answersAllThatWait_andTakesNoMore() {
    withAudience();
    CompletableFuture<Boolean> durable = append("a");
    journal.force();
    CompletableFuture<Boolean> queued = append("b");
    journal.fail();
    assertFalse(durable.join());
    assertFalse(queued.join());
    assertFalse(append("c").join());
    announcements.get(0).complete(null);
    assertEquals(List.of(), published);
    assertEquals(1, fatal.size());
  }
}
