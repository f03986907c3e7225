package history;

import history.History.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The states of one toy, and the versions of the catalogue that show them: a state that begins with
 * version 3 is shown by version 3 and all that follow, up to the version that begins the next one.
 */
final class Timeline {
  /** No version. */
  static final int NONE = -1;

  private final List<Integer> begins = new ArrayList<>();
  private final List<State> states = new ArrayList<>();

  /** Indices of the above, rising. */
  private final Map<State, List<Integer>> same = new HashMap<>();

  private final Map<Long, List<Integer>> below = new HashMap<>();

  /** Adds the state that begins with this version, which is greater than those before. */
  void add(int version, State state) {
    same.computeIfAbsent(state, key -> new ArrayList<>(1)).add(states.size());
    begins.add(version);
    states.add(state);
  }

  /** The first version from {@code from} on that shows this state, or {@link #NONE}. */
  int firstWith(State state, int from) {
    return first(same.getOrDefault(state, List.of()), from);
  }

  /** The first version from {@code from} on with fewer than so many pieces, or {@link #NONE}. */
  int firstBelow(long quantity, int from) {
    // Clients ask for few different quantities, so each is looked up once.
    return first(
        below.computeIfAbsent(quantity, key -> indices(state -> state.quantity() < key)), from);
  }

  private List<Integer> indices(Predicate<State> wanted) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      if (wanted.test(states.get(i))) {
        indices.add(i);
      }
    }
    return indices;
  }

  /** Of these states, the first that has not ended with version {@code from}. */
  private int first(List<Integer> indices, int from) {
    int low = 0;
    int high = indices.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (end(indices.get(middle)) > from) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low == indices.size() ? NONE : Math.max(from, begins.get(indices.get(low)));
  }

  private int end(int index) {
    return index + 1 < begins.size() ? begins.get(index + 1) : Integer.MAX_VALUE;
  }

  /** The version with which the state began that {@code version} shows. */
  int beginOf(int version) {
    int low = 0;
    int high = begins.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (begins.get(middle) <= version) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return begins.get(low);
  }
}
