package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedTest {
  private final List<CompletableFuture<String>> made = new ArrayList<>();
  private final Shared<String> shared = new Shared<>(this::make);

  private CompletableFuture<String> make() {
    CompletableFuture<String> begun = new CompletableFuture<>();
    made.add(begun);
    return begun;
  }

  @Test
  void get_whileOneIsInTheMaking_isTheNextOneAndOneForAll() {
    CompletableFuture<String> first = shared.get();
    CompletableFuture<String> second = shared.get();
    assertNotSame(first, second);
    assertSame(second, shared.get());
    assertEquals(1, made.size());

    made.get(0).complete("one");
    assertEquals("one", first.join());
    assertEquals(2, made.size());
    assertFalse(second.isDone());
    CompletableFuture<String> third = shared.get();
    assertNotSame(second, third, "its making began before this one asked");

    made.get(1).complete("two");
    assertEquals("two", second.join());
    made.get(2).complete("three");
    assertEquals("three", third.join());
    assertEquals(3, made.size());
  }

  @Test
  void get_whenNoneIsInTheMaking_makesOne() {
    shared.get();
    made.get(0).complete("one");
    shared.get();
    assertEquals(2, made.size());
  }

  @Test
  void get_afterAFailure_failsForThoseThatWaitedAndIsMadeAnew() {
    CompletableFuture<String> first = shared.get();
    CompletableFuture<String> second = shared.get();
    made.get(0).completeExceptionally(new IllegalStateException("on purpose"));
    assertTrue(first.isCompletedExceptionally());
    made.get(1).complete("two");
    assertEquals("two", second.join());
  }
}
