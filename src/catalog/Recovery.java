package catalog;

import common.etcd.EtcdSnapshot;
import common.journal.Journal;
import common.journal.Storage;
import common.journal.UnusableFileException;
import common.process.Log;
import common.process.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The start of the catalog: the checkpoint, and on top of it the journalled movements that the
 * checkpoint does not have. Reads each file once, and refuses to start where the books would lie.
 */
final class Recovery {
  static final String CHECKPOINT = "catalog.csv";
  static final String JOURNAL = "sales.csv";

  private final Storage storage;
  private final List<Movement> movements = new ArrayList<>();
  private long olderEnd;

  /** Some movements below this number, and none from it on, are not in the journal. */
  private long gapEnd;

  private Recovery(Storage storage) {
    this.storage = storage;
  }

  /**
   * What a start finds.
   *
   * @param rows the toys, all movements counted
   * @param movements those still in the journal
   * @param nextSale the next movement's number
   * @param heldFrom all movements from this number on are among {@code movements}
   * @param olderEnd all movements in the journal's older segment are below this number
   * @param journal open, not started
   * @param fresh whether a person wrote the whole catalogue, so that it knows no sales of the past
   * @param isNew whether the store begins with this start
   */
  record State(
      List<CatalogRow> rows,
      List<Movement> movements,
      long nextSale,
      long heldFrom,
      long olderEnd,
      Journal<Movement> journal,
      boolean fresh,
      boolean isNew) {}

  /**
   * Reads the storage. Where a person wrote the catalogue, their quantities count as of now; the
   * checkpoint that says so must be written before anything is sold.
   *
   * @throws StartException if a file makes no sense; then it is left as it is
   */
  static State recover(Storage storage) throws IOException, StartException {
    return new Recovery(storage).recover();
  }

  /** Reads the journal as {@link #recover} does, and forgets it. */
  static void rehearse(EtcdSnapshot snapshot)
      throws IOException, InterruptedException, StartException {
    snapshot.replay("catalog", JOURNAL, new MovementFormat(), movement -> {});
  }

  private State recover() throws IOException, StartException {
    byte[] content = storage.read(CHECKPOINT);
    CatalogFile.Contents found = content == null ? null : parse(content);
    Journal<Movement> journal = storage.open(JOURNAL, new MovementFormat(), replay());
    try {
      boolean isNew = found == null;
      CatalogFile.Contents written = isNew ? parse(begin()) : found;
      refuseGap(written);
      long nextSale = Math.max(0, Math.max(written.checkpoint(), end()));
      List<CatalogRow> rows = replay(written, nextSale);
      boolean fresh = written.rows().stream().allMatch(CatalogRow::isHandWritten);
      return new State(
          rows, movements, nextSale, heldFrom(nextSale), olderEnd, journal, fresh, isNew);
    } catch (IOException | StartException | RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  private CatalogFile.Contents parse(byte[] content) throws UnusableFileException {
    return CatalogFile.parse(content, storage.describe(CHECKPOINT));
  }

  /** Where there is no catalogue: the toys that come with the store. */
  private byte[] begin() throws IOException, StartException {
    if (!movements.isEmpty() || storage.read(OrderBookPin.FILE) != null) {
      throw new StartException(
          storage.describe(CHECKPOINT)
              + " is missing, but "
              + storage.describe(movements.isEmpty() ? OrderBookPin.FILE : JOURNAL)
              + " tells of a store that has sold: put back a copy of it, or begin a new store in"
              + " an empty folder");
    }
    try (InputStream in = Recovery.class.getResourceAsStream("starting-catalog.csv")) {
      if (in == null) {
        throw new IOException("catalog.jar lacks its starting-catalog.csv: build it anew");
      }
      byte[] content = in.readAllBytes();
      storage.replace(CHECKPOINT, content);
      Log.info("no " + storage.describe(CHECKPOINT) + ": begun with the toys of the store");
      return content;
    }
  }

  private Journal.Replay<Movement> replay() {
    return new Journal.Replay<>() {
      @Override
      public void entry(Movement movement) {
        if (movement.number() < end()) {
          throw new IllegalArgumentException(
              "sale " + movement.number() + " stands after sale " + (end() - 1));
        }
        if (movement.number() > end()) {
          gapEnd = movement.number();
        }
        movements.add(movement);
      }

      @Override
      public void nextSegment() {
        olderEnd = end();
      }
    };
  }

  private long end() {
    return movements.isEmpty() ? 0 : movements.get(movements.size() - 1).number() + 1;
  }

  /** Where the checkpoint knows movements that the journal does not, those of the past are gone. */
  private long heldFrom(long nextSale) {
    if (end() == nextSale) {
      return gapEnd;
    }
    if (!movements.isEmpty()) {
      Log.warn(
          storage.describe(JOURNAL)
              + " ends before sale "
              + end()
              + ", and the catalogue counts those below "
              + nextSale);
    }
    return nextSale;
  }

  /** The journal goes on where a checkpoint ended; this one is older. */
  private void refuseGap(CatalogFile.Contents written) throws StartException {
    if (movements.isEmpty()) {
      return;
    }
    long first = movements.get(0).number();
    for (CatalogRow row : written.rows()) {
      if (!row.isHandWritten() && row.toSale() < first) {
        throw new StartException(
            storage.describe(CHECKPOINT)
                + " is an older copy: it counts the sales of "
                + row.name()
                + " below "
                + row.toSale()
                + ", and the journal begins with sale "
                + first
                + "; put back the newest copy, or write the stock as it is now, with the columns"
                + " name,price,quantity only");
      }
    }
  }

  private List<CatalogRow> replay(CatalogFile.Contents written, long nextSale)
      throws StartException {
    Map<String, CatalogRow> toys = new LinkedHashMap<>();
    for (CatalogRow row : written.rows()) {
      toys.put(row.name(), row.isHandWritten() ? row.countingFrom(nextSale) : row);
    }
    Map<String, List<Sale>> uncounted = new TreeMap<>();
    int replayed = 0;
    for (Movement movement : movements) {
      CatalogRow toy = toys.get(movement.name());
      if (toy == null && movement instanceof Change change && isAddition(change, written)) {
        toy = CatalogRow.handWritten(change.name(), 0, 0).countingFrom(change.number());
      }
      if (toy != null && movement.number() >= toy.toSale()) {
        toys.put(toy.name(), count(toy, movement, written));
        replayed++;
      } else if (movement instanceof Sale sale && isUncounted(sale, toy, written)) {
        uncounted.computeIfAbsent(sale.name(), name -> new ArrayList<>()).add(sale);
      }
    }
    refuseUncounted(uncounted, written);
    if (replayed > 0) {
      Log.info(replayed + " movements replayed that the checkpoint did not have");
    }
    return List.copyOf(toys.values());
  }

  /** The checkpoint does not have the sale, and the toy has no row of the program's. */
  private static boolean isUncounted(Sale sale, CatalogRow toy, CatalogFile.Contents written) {
    boolean wholeByHand = written.checkpoint() == CatalogRow.HAND_WRITTEN;
    return sale.number() >= written.checkpoint() && (toy == null || !wholeByHand);
  }

  /** A toy that was added after the checkpoint. */
  private static boolean isAddition(Change change, CatalogFile.Contents written) {
    return change.priceCents() != Change.SAME_PRICE
        && written.checkpoint() != CatalogRow.HAND_WRITTEN
        && change.number() >= written.checkpoint();
  }

  private CatalogRow count(CatalogRow toy, Movement movement, CatalogFile.Contents written)
      throws UnusableFileException {
    int taken = movement instanceof Sale sale ? sale.quantity() : -((Change) movement).add();
    long left = (long) toy.quantity() - taken;
    if (left < 0 || left > Integer.MAX_VALUE) {
      throw doesNotFit(toy, movement.number(), taken, written.rows());
    }
    return toy.with(movement);
  }

  /**
   * Sales after the last checkpoint of toys that have no row of the program's: after a crash, a
   * person took the row out or wrote it anew, and did not know of those sales.
   */
  private void refuseUncounted(Map<String, List<Sale>> uncounted, CatalogFile.Contents written)
      throws StartException {
    if (uncounted.isEmpty()) {
      return;
    }
    List<String> parts = new ArrayList<>();
    uncounted.forEach(
        (name, sales) ->
            parts.add(
                sales.stream().mapToLong(Sale::quantity).sum()
                    + " x "
                    + name
                    + " in the sales "
                    + sales.get(0).number()
                    + " to "
                    + sales.get(sales.size() - 1).number()));
    String what = String.join(", ", parts);
    if (written.checkpoint() == CatalogRow.HAND_WRITTEN) {
      Log.warn(
          "the catalogue was written by hand and lacks toys that were sold ("
              + what
              + "); its quantities count as of now");
      return;
    }
    throw new StartException(
        storage.describe(CHECKPOINT)
            + " lacks rows of toys that were sold after it was last written, or a person wrote"
            + " those rows ("
            + what
            + "): put back the file as the service left it, start and stop the store, and then"
            + " edit");
  }

  private UnusableFileException doesNotFit(
      CatalogRow toy, long number, int taken, List<CatalogRow> written) {
    int row = 0;
    while (row < written.size() - 1 && !written.get(row).name().equals(toy.name())) {
      row++;
    }
    String sentence =
        "sale "
            + number
            + " in the journal "
            + (taken < 0 ? "adds " + -(long) taken + " to " : "takes " + taken + " ")
            + toy.name()
            + ", and "
            + toy.quantity()
            + " are "
            + (taken < 0 ? "there" : "left")
            + ": the quantity must cover all sales from sale "
            + written.get(row).toSale()
            + " on";
    return new UnusableFileException(storage.describe(CHECKPOINT), row + 2L, sentence);
  }
}
