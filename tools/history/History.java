package history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the clients of a store did and saw, and what its books say that happened. Times are
 * nanoseconds of one monotonic clock, taken before a request is sent and after its reply has come.
 */
public final class History {
  /** The call of a write that was made before the history begins. */
  public static final long BEFORE = Long.MIN_VALUE;

  /** The reply of a write that nobody was told of. */
  public static final long NEVER = Long.MAX_VALUE;

  /** What a toy costs, and how many there are. */
  public record State(long cents, long quantity) {
    @Override
    public String toString() {
      return String.format("%d for %d.%02d", quantity, cents / 100, cents % 100);
    }
  }

  /** One thing that a client did, from its call to its reply. */
  public sealed interface Operation permits Write, Read, Refusal {
    /** Who did what, for people. */
    String name();

    long call();

    long reply();
  }

  /**
   * A sale, a restock, a new price.
   *
   * @param after what it leaves
   */
  public record Write(String name, String toy, State after, long call, long reply)
      implements Operation {}

  /**
   * One reply that showed these toys.
   *
   * @param seen by the toys' names; several for a list, which must show them at one moment
   */
  public record Read(String name, Map<String, State> seen, long call, long reply)
      implements Operation {}

  /** A purchase that was refused: there were fewer than {@code quantity}. */
  public record Refusal(String name, String toy, long quantity, long call, long reply)
      implements Operation {}

  private final Map<String, State> start;
  private final List<Write> writes = new ArrayList<>();
  private final List<Read> reads = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();

  /**
   * @param start the toys before the first write
   */
  public History(Map<String, State> start) {
    this.start = Map.copyOf(start);
  }

  /** Adds the write that comes next in the order of the store's books. */
  public void add(Write write) {
    writes.add(write);
  }

  /** Adds a read, in no order. */
  public void add(Read read) {
    reads.add(read);
  }

  /** Adds a refusal, in no order. */
  public void add(Refusal refusal) {
    refusals.add(refusal);
  }

  Map<String, State> start() {
    return start;
  }

  List<Write> writes() {
    return writes;
  }

  List<Read> reads() {
    return reads;
  }

  List<Refusal> refusals() {
    return refusals;
  }
}
