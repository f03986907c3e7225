package history;

import history.History.Operation;
import history.History.Read;
import history.History.Refusal;
import history.History.State;
import history.History.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A small history of few values and times, so that a good part of such histories can be explained,
 * and a search through all orders of its operations for one that explains it.
 */
final class RandomHistory {
  private static final List<String> TOYS = List.of("Tux", "Yo-Yo");
  private static final int TIMES = 30;

  private final Random random;
  private final Map<String, State> start = new HashMap<>();
  private final List<Write> writes = new ArrayList<>();
  private final List<Operation> observations = new ArrayList<>();

  /** The state of all toys after each number of writes. */
  private final List<Map<String, State>> versions = new ArrayList<>();

  RandomHistory(int seed) {
    random = new Random(seed);
    TOYS.forEach(toy -> start.put(toy, new State(1, 3)));
    versions.add(start);
    for (int i = random.nextInt(5); i > 0; i--) {
      addWrite();
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      addObservation("o" + i);
    }
  }

  private void addWrite() {
    Map<String, State> version = new HashMap<>(versions.get(versions.size() - 1));
    String toy = TOYS.get(random.nextInt(2));
    long quantity = Math.max(0, version.get(toy).quantity() + random.nextInt(4) - 2);
    State after = new State(1 + random.nextInt(8) / 7, quantity);
    version.put(toy, after);
    versions.add(version);
    long call = random.nextInt(TIMES);
    long reply = random.nextInt(4) == 0 ? History.NEVER : call + random.nextInt(TIMES / 2);
    writes.add(new Write("w" + versions.size(), toy, after, call, reply));
  }

  /** Mostly of what some version shows. */
  private void addObservation(String name) {
    Map<String, State> version = versions.get(random.nextInt(versions.size()));
    String toy = TOYS.get(random.nextInt(2));
    long call = random.nextInt(TIMES);
    long reply = call + random.nextInt(TIMES / 2);
    switch (random.nextInt(3)) {
      case 0 -> observations.add(new Read(name, Map.of(toy, version.get(toy)), call, reply));
      case 1 -> {
        Map<String, State> seen = new HashMap<>(version);
        if (random.nextInt(4) == 0) {
          seen.put(toy, versions.get(random.nextInt(versions.size())).get(toy));
        }
        observations.add(new Read(name, seen, call, reply));
      }
      default -> {
        long quantity = version.get(toy).quantity() + random.nextInt(2);
        observations.add(new Refusal(name, toy, quantity, call, reply));
      }
    }
  }

  History history() {
    History history = new History(start);
    writes.forEach(history::add);
    for (Operation operation : observations) {
      if (operation instanceof Read read) {
        history.add(read);
      } else {
        history.add((Refusal) operation);
      }
    }
    return history;
  }

  boolean isExplained() {
    return isExplained(0, observations);
  }

  /** Whether the rest can follow: so many writes are made, and these observations are not yet. */
  private boolean isExplained(int made, List<Operation> rest) {
    List<Write> open = writes.subList(made, writes.size());
    if (rest.isEmpty() && open.stream().allMatch(write -> write.reply() == History.NEVER)) {
      return true;
    }
    // What comes next must have been called by the time of the first reply of all that is left.
    long firstReply = History.NEVER;
    for (Operation operation : rest) {
      firstReply = Math.min(firstReply, operation.reply());
    }
    for (Write write : open) {
      firstReply = Math.min(firstReply, write.reply());
    }
    for (Operation operation : rest) {
      if (operation.call() <= firstReply && shows(versions.get(made), operation)) {
        List<Operation> others = new ArrayList<>(rest);
        others.remove(operation);
        if (isExplained(made, others)) {
          return true;
        }
      }
    }
    return !open.isEmpty() && open.get(0).call() <= firstReply && isExplained(made + 1, rest);
  }

  private static boolean shows(Map<String, State> version, Operation operation) {
    if (operation instanceof Refusal refusal) {
      return version.get(refusal.toy()).quantity() < refusal.quantity();
    }
    return ((Read) operation)
        .seen().entrySet().stream()
            .allMatch(seen -> seen.getValue().equals(version.get(seen.getKey())));
  }

  @Override
  public String toString() {
    return "start " + start + ", writes " + writes + ", observations " + observations;
  }
}
