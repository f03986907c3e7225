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
    memory.drop(1, List.of("Tux"));
    assertNull(memory.one("Tux"));
    assertNull(memory.list());
    assertFalse(memory.lacks("Tux"));
    assertNotNull(memory.one("Fox"));
    memory.put(1, List.of(toy("Tux", 99)));
    assertEquals("{\"data\":" + json("Tux", 99) + "}", shown("Tux"));
    assertEquals(
        "{\"data\":[" + json("Tux", 99) + "," + json("Fox", 5) + "]}", text(memory.list()));
  }

  @Test
  void put_afterALaterDrop_isNotShown() {
    snapshot();
    memory.drop(1, List.of("Tux"));
    memory.drop(2, List.of("Tux"));
    memory.put(1, List.of(toy("Tux", 99)));
    assertNull(memory.one("Tux"));
    memory.put(2, List.of(toy("Tux", 98)));
    assertEquals("{\"data\":" + json("Tux", 98) + "}", shown("Tux"));
  }

  @Test
  void wantedToy_isNotShownWhileItIsAboutToChange() {
    snapshot();
    memory.drop(1, List.of("Tux"));
    memory.put(0, List.of(toy("Tux", 100)));
    assertNull(memory.one("Tux"));
  }

  @Test
  void newToy_isUnknownUntilItsDrop_andThenNeitherThereNorLacking() {
    snapshot();
    assertTrue(memory.lacks("Bear"));
    memory.drop(1, List.of("Bear"));
    assertFalse(memory.lacks("Bear"));
    assertNull(memory.list());
    memory.put(1, List.of(toy("Bear", 20)));
    assertEquals(
        "{\"data\":[" + String.join(",", json("Tux", 100), json("Fox", 5), json("Bear", 20)) + "]}",
        text(memory.list()));
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
    small.put(0, List.of(toy("another", 1)));
    assertNull(small.one("toy 0"));
    assertNotNull(small.one("another"));
    assertNotNull(small.one("toy 1"));
    assertNull(small.list());
    assertFalse(small.lacks("toy 0"));
    assertFalse(small.lacks("Nope"));
    small.put(0, List.of(toy("toy 0", 0)));
    assertNotNull(small.one("toy 0"));
  }
}
