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
    private volatile boolean shown;
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

  /** Each toy's place in the catalogue, also while it is dropped. */
  private final Map<String, Integer> places = new ConcurrentHashMap<>();

  /** All toys in catalogue order; null while one is dropped or was evicted. */
  private volatile Reply list;

  /** Whether all toys have their place here, and are kept or dropped. */
  private volatile boolean complete;

  /** Whether some toys had no room: then nobody can tell which toys there are. */
  private boolean partial;

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
    if (!entry.shown) {
      entry.shown = true;
    }
    if (isBounded()) {
      entry.shownAt = System.nanoTime();
    }
    return entry.reply();
  }

  /**
   * Whether the catalogue has no such toy, as far as the stream has told. A new toy has its place
   * from its first Drop on.
   */
  boolean lacks(String name) {
    return !places.containsKey(name) && complete;
  }

  /** All toys as a reply, or null. */
  Reply list() {
    Reply ready = list;
    return ready != null || !complete ? ready : makeList();
  }

  /** A list that was made while a toy was dropped is of no use: the reader asks the catalog. */
  private synchronized Reply makeList() {
    if (list == null && complete && entries.size() == places.size()) {
      List<Entry> all = new ArrayList<>(entries.values());
      all.sort(Comparator.comparing(entry -> places.get(entry.name())));
      all.forEach(entry -> entry.shown = true);
      list = ProductJson.list(all.stream().map(entry -> entry.toy).toList());
    }
    return list;
  }

  /** A part of the snapshot that begins the stream. */
  synchronized void snapshot(List<Toy> toys, boolean last) {
    for (Toy toy : toys) {
      keepPlace(toy.getName());
      entries.put(toy.getName(), new Entry(toy));
    }
    evict();
    complete = last && !partial;
  }

  /**
   * These toys are about to change: none of them is shown any more. Returns those of them that were
   * shown at all.
   */
  synchronized List<String> drop(List<String> names) {
    list = null;
    List<String> shown = new ArrayList<>();
    for (String name : names) {
      keepPlace(name);
      Entry entry = entries.remove(name);
      if (entry != null && entry.shown) {
        shown.add(name);
      }
    }
    return shown;
  }

  /** Their values, with no change on its way. */
  synchronized void put(List<Toy> toys) {
    list = null;
    for (Toy toy : toys) {
      keepPlace(toy.getName());
      entries.put(toy.getName(), new Entry(toy));
    }
    evict();
  }

  /** The stream is over. */
  synchronized void clear() {
    complete = false;
    partial = false;
    list = null;
    entries.clear();
    places.clear();
  }

  /** The first time that the stream names a toy, all before it in the catalogue were named. */
  private void keepPlace(String name) {
    if (!partial) {
      places.putIfAbsent(name, places.size());
      if (places.size() > capacity) {
        complete = false;
        partial = true;
        places.clear();
      }
    }
  }

  /** Some at a time, since looking for the oldest takes a walk over all. */
  private void evict() {
    if (entries.size() <= capacity) {
      return;
    }
    List<Entry> oldestFirst = new ArrayList<>(entries.values());
    oldestFirst.sort(Comparator.comparingLong(entry -> entry.shownAt));
    int excess = entries.size() - capacity + capacity / 8;
    oldestFirst.subList(0, excess).forEach(entry -> entries.remove(entry.name()));
  }
}
