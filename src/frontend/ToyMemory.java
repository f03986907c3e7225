package frontend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import rpc.catalog.Toy;

/**
 * The toys as the catalog's stream told of them. Changed by the stream's thread alone, read by all
 * workers; what it holds may be shown only while the {@link Lease} lasts.
 *
 * <p>When it is full, the least recently shown toys go first. The protocol does not care what was
 * evicted.
 */
final class ToyMemory {
  /** No bound: all toys are kept. */
  static final int ALL = Integer.MAX_VALUE;

  /** A toy, and the reply that shows it. */
  private static final class Entry {
    private final Toy toy;
    private volatile Reply reply;
    private volatile long shownAt = System.nanoTime();

    Entry(Toy toy) {
      this.toy = toy;
    }

    String name() {
      return toy.getName();
    }

    /** Made once, by the first who shows it. */
    Reply reply() {
      Reply ready = reply;
      if (ready == null) {
        ready = ProductJson.one(toy);
        reply = ready;
      }
      return ready;
    }
  }

  private final int capacity;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  /** The last Drop that named the toy, until the Put that ends it. */
  private final Map<String, Long> dropped = new ConcurrentHashMap<>();

  /** Each toy's place in the catalogue. */
  private final Map<String, Integer> places = new ConcurrentHashMap<>();

  /** All toys in catalogue order; null while one is dropped or was evicted. */
  private volatile Reply list;

  /** Whether all toys have their place here, and are kept or dropped. */
  private volatile boolean complete;

  private boolean hasSnapshot;
  private boolean evicted;

  ToyMemory(int capacity) {
    this.capacity = capacity;
  }

  /** Toys that are kept. */
  int size() {
    return entries.size();
  }

  /** Whether some toys may not be kept. */
  boolean isBounded() {
    return capacity != ALL;
  }

  /** The reply that shows a toy, or null if it is not here. */
  Reply one(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      return null;
    }
    if (isBounded()) {
      entry.shownAt = System.nanoTime();
    }
    return entry.reply();
  }

  /**
   * Whether the catalogue has no such toy, as far as the stream has told. A new toy is dropped
   * first and has its place before that ends, so that looking in this order never misses it.
   */
  boolean lacks(String name) {
    return !dropped.containsKey(name) && !places.containsKey(name) && complete;
  }

  /** All toys as a reply, or null. */
  Reply list() {
    Reply ready = list;
    return ready != null || !complete ? ready : makeList();
  }

  /** A list that was made while a toy was dropped is of no use: the reader asks the catalog. */
  private synchronized Reply makeList() {
    if (list == null && complete && dropped.isEmpty()) {
      List<Entry> all = new ArrayList<>(entries.values());
      all.sort(Comparator.comparing(entry -> places.get(entry.name())));
      list = ProductJson.list(all.stream().map(entry -> entry.toy).toList());
    }
    return list;
  }

  /** A part of the snapshot that begins the stream. */
  synchronized void snapshot(List<Toy> toys, boolean last) {
    for (Toy toy : toys) {
      places.put(toy.getName(), places.size());
      entries.put(toy.getName(), new Entry(toy));
    }
    evict();
    hasSnapshot = last;
    complete = last && !evicted;
  }

  /** These toys are about to change: none of them is shown any more. */
  synchronized void drop(long number, List<String> names) {
    list = null;
    for (String name : names) {
      dropped.put(name, number);
      entries.remove(name);
    }
  }

  /** The values after a change, or a toy that was wanted ({@code drop} is 0). */
  synchronized void put(long drop, List<Toy> toys) {
    list = null;
    for (Toy toy : toys) {
      Long last = dropped.get(toy.getName());
      boolean current = last == null ? drop == 0 : last == drop;
      if (current && hasSnapshot) {
        places.putIfAbsent(toy.getName(), places.size());
        entries.put(toy.getName(), new Entry(toy));
        dropped.remove(toy.getName());
      }
    }
    evict();
  }

  /** The stream is over. */
  synchronized void clear() {
    complete = false;
    hasSnapshot = false;
    evicted = false;
    list = null;
    entries.clear();
    dropped.clear();
    places.clear();
  }

  /** Some at a time, since looking for the oldest takes a walk over all. */
  private void evict() {
    if (entries.size() <= capacity) {
      return;
    }
    complete = false;
    evicted = true;
    List<Entry> oldestFirst = new ArrayList<>(entries.values());
    oldestFirst.sort(Comparator.comparingLong(entry -> entry.shownAt));
    int excess = entries.size() - capacity + capacity / 8;
    for (Entry entry : oldestFirst.subList(0, excess)) {
      entries.remove(entry.name());
      places.remove(entry.name());
    }
  }
}
