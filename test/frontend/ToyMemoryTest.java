package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import rpc.catalog.Toy;

final class ToyMemoryTest {
  private final ToyMemory memory = new ToyMemory(ToyMemory.ALL);

  private static Toy toy(String name, int quantity) {
    return Toy.newBuilder().setName(name).setPriceCents(1599).setQuantity(quantity).build();
  }

  private static String text(Reply reply) {
    return reply == null ? null : new String(reply.body(), StandardCharsets.UTF_8);
  }

  private String shown(String name) {
    return text(memory.one(name));
  }

  private static String json(String name, int quantity) {
    return "{\"name\":\"" + name + "\",\"price\":15.99,\"quantity\":" + quantity + "}";
  }

  private void snapshot() {
    memory.snapshot(List.of(toy("Tux", 100)), false);
    memory.snapshot(List.of(toy("Fox", 5)), true);
  }

  @Test
  void snapshot_allToysAreThere_inCatalogueOrder() {
    snapshot();
    assertEquals("{\"data\":" + json("Tux", 100) + "}", shown("Tux"));
    assertEquals(
        "{\"data\":[" + json("Tux", 100) + "," + json("Fox", 5) + "]}", text(memory.list()));
    assertTrue(memory.lacks("Nope"));
    assertFalse(memory.lacks("Tux"));
  }

  @Test
  void snapshotThatIsNotOver_isNoList_andLacksNothing() {
    memory.snapshot(List.of(toy("Tux", 100)), false);
    assertNull(memory.list());
    assertFalse(memory.lacks("Nope"));
  }

  @Test
  void drop_theToyAndTheListAreGone_andBackWithThePut() {
    snapshot();
    memory.list();
    memory.drop(List.of("Tux"));
    assertNull(memory.one("Tux"));
    assertNull(memory.list());
    assertFalse(memory.lacks("Tux"));
    assertNotNull(memory.one("Fox"));
    memory.put(List.of(toy("Tux", 99)));
    assertEquals("{\"data\":" + json("Tux", 99) + "}", shown("Tux"));
    assertEquals(
        "{\"data\":[" + json("Tux", 99) + "," + json("Fox", 5) + "]}", text(memory.list()));
  }

  @Test
  void newToy_isUnknownUntilItsDrop_andThenNeitherThereNorLacking() {
    snapshot();
    assertTrue(memory.lacks("Bear"));
    memory.drop(List.of("Bear"));
    assertFalse(memory.lacks("Bear"));
    assertNull(memory.list());
    memory.put(List.of(toy("Bear", 20)));
    assertEquals(
        "{\"data\":[" + String.join(",", json("Tux", 100), json("Fox", 5), json("Bear", 20)) + "]}",
        text(memory.list()));
  }

  @Test
  void drop_tellsWhichToysWereShown_aloneOrInTheList() {
    snapshot();
    shown("Tux");
    assertEquals(List.of("Tux"), memory.drop(List.of("Tux", "Fox", "Nope")));
    memory.put(List.of(toy("Tux", 99), toy("Fox", 4), toy("Nope", 1)));
    assertEquals(List.of(), memory.drop(List.of("Nope")));
    memory.put(List.of(toy("Nope", 2)));
    memory.list();
    assertEquals(List.of("Tux", "Fox"), memory.drop(List.of("Tux", "Fox")));
  }

  /** The second may be asked for first. */
  @Test
  void newToys_areInTheOrderOfTheirDrops() {
    snapshot();
    memory.drop(List.of("Bear", "Ape"));
    memory.put(List.of(toy("Ape", 1)));
    memory.put(List.of(toy("Bear", 20)));
    String inOrder =
        String.join(",", json("Tux", 100), json("Fox", 5), json("Bear", 20), json("Ape", 1));
    assertEquals("{\"data\":[" + inOrder + "]}", text(memory.list()));
  }

  @Test
  void clear_nothingIsShown_andNothingLacks() {
    snapshot();
    memory.clear();
    assertNull(memory.one("Tux"));
    assertNull(memory.list());
    assertFalse(memory.lacks("Nope"));
    snapshot();
    assertNotNull(memory.list());
  }

  @Test
  void bounded_theLeastRecentlyShownGoFirst_andComeBackWhenWanted() {
    ToyMemory small = new ToyMemory(8);
    small.snapshot(IntStream.range(0, 8).mapToObj(i -> toy("toy " + i, i)).toList(), true);
    for (int i = 7; i > 0; i--) {
      small.one("toy " + i);
    }
    small.put(List.of(toy("another", 1)));
    assertNull(small.one("toy 0"));
    assertNotNull(small.one("another"));
    assertNotNull(small.one("toy 1"));
    assertNull(small.list());
    assertFalse(small.lacks("toy 0"));
    assertFalse(small.lacks("Nope"));
    small.put(List.of(toy("toy 0", 0)));
    assertNotNull(small.one("toy 0"));
    small.drop(List.of("toy 0"));
    assertNull(small.one("toy 0"));
    assertFalse(small.lacks("toy 0"));
  }

  @Test
  void bounded_newToysThatNobodyAskedFor_takeNoRoom() {
    ToyMemory small = new ToyMemory(8);
    small.snapshot(List.of(toy("Tux", 100)), true);
    small.drop(IntStream.range(0, 8).mapToObj(i -> "new " + i).toList());
    assertFalse(small.lacks("new 0"));
    assertFalse(small.lacks("Nope"), "nobody can tell any more");
    assertNull(small.list());
    assertNotNull(small.one("Tux"));
  }
}
