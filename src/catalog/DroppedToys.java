package catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The toys that are in no follower's memory, or will not be as soon as it has acknowledged their
 * Drop. A toy is sent again if somebody has asked for it, before or after its Drop, and no change
 * of it is on its way. Until then it needs no further Drop: what sells and is not looked at costs
 * no message.
 *
 * <p>Used by {@link Followers} alone, under its monitor.
 */
final class DroppedToys {
  private static final class State {
    /** Batches with a change of the toy that are announced and not yet published. */
    int changes;

    boolean asked;
  }

  /** In the order of their Drops, and so new toys in the order of the catalogue. */
  private final Map<String, State> toys = new LinkedHashMap<>();

  boolean isEmpty() {
    return toys.isEmpty();
  }

  boolean contains(String name) {
    return toys.containsKey(name);
  }

  List<String> names() {
    return List.copyOf(toys.keySet());
  }

  /** A change of these is announced; returns those that followers may have, and must drop now. */
  List<String> announce(Set<String> names) {
    List<String> kept = names.stream().filter(name -> !toys.containsKey(name)).toList();
    names.forEach(name -> toys.computeIfAbsent(name, key -> new State()).changes++);
    return kept;
  }

  /** A change of these is published. */
  void publish(Set<String> names) {
    names.forEach(name -> toys.get(name).changes--);
  }

  /** Somebody asks for these. */
  void ask(Collection<String> names) {
    for (String name : names) {
      State toy = toys.get(name);
      if (toy != null) {
        toy.asked = true;
      }
    }
  }

  /** Those of these toys that are to be sent again: they are no longer dropped. */
  List<String> takeAsked(Collection<String> names) {
    List<String> taken = new ArrayList<>();
    for (String name : names) {
      State toy = toys.get(name);
      if (toy != null && toy.asked && toy.changes == 0) {
        toys.remove(name);
        taken.add(name);
      }
    }
    return taken;
  }
}
