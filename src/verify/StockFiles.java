package verify;

import catalog.CatalogFile;
import catalog.CatalogRow;
import catalog.Change;
import catalog.Movement;
import catalog.MovementFormat;
import catalog.Sale;
import common.journal.JournalReader;
import common.journal.UnusableFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The catalog's files as they were at one moment: the checkpoint, and the journal that goes with
 * it. The journal's two segments hold some ten thousand sales, so they are kept in memory.
 */
final class StockFiles {
  static final String CHECKPOINT = "catalog.csv";

  private static final String PREVIOUS = "sales.previous.csv";
  private static final String CURRENT = "sales.csv";
  private static final int TRIES = 5;

  private final Source source;
  private final Findings findings;
  private final Runnable rowRead;

  private List<CatalogRow> toys = List.of();
  private final TreeMap<Long, Sale> sales = new TreeMap<>();
  private final List<Change> changes = new ArrayList<>();
  private long journalStart;
  private long movementsEnd;

  private StockFiles(Source source, Findings findings, Runnable rowRead) {
    this.source = source;
    this.findings = findings;
    this.rowRead = rowRead;
  }

  /**
   * Reads checkpoint, older segment, current segment, in this order: the sales that the checkpoint
   * does not have are then in the segments, unless a new segment was begun meanwhile. In that case
   * it begins again.
   *
   * @throws UnusableFileException if a file is damaged
   */
  static StockFiles read(Source source, Findings findings, Runnable rowRead)
      throws IOException, UnusableFileException {
    for (int i = 1; ; i++) {
      Findings found = new Findings();
      StockFiles files = new StockFiles(source, found, rowRead);
      byte[] previous = source.head(PREVIOUS);
      byte[] current = source.head(CURRENT);
      files.readAll();
      boolean same =
          Arrays.equals(previous, source.head(PREVIOUS))
              && isBeginning(current, source.head(CURRENT));
      if (same || i == TRIES) {
        findings.addAll(found);
        return files;
      }
    }
  }

  private static boolean isBeginning(byte[] of, byte[] whole) {
    return of.length <= whole.length && Arrays.equals(of, 0, of.length, whole, 0, of.length);
  }

  private void readAll() throws IOException, UnusableFileException {
    byte[] checkpoint = source.read(CHECKPOINT);
    if (checkpoint == null) {
      findings.problem(
          source.describe(CHECKPOINT) + ": the file is missing; put back a copy of it");
    } else {
      toys = CatalogFile.parse(checkpoint, source.describe(CHECKPOINT)).rows();
      findings.note(CHECKPOINT + ": " + Words.count(toys.size(), "toy"));
    }
    JournalReader.Result older = readSegment(PREVIOUS);
    if (older != null && older.tornLine() > 0) {
      throw new UnusableFileException(
          source.describe(PREVIOUS),
          older.tornLine(),
          older.tornReason() + "; this file was whole when sales.csv was begun: put back a copy");
    }
    JournalReader.Result newer = readSegment(CURRENT);
    if (newer != null && newer.tornLine() > 0) {
      findings.note(Words.torn(source.describe(CURRENT), newer));
    }
  }

  private JournalReader.Result readSegment(String name) throws IOException, UnusableFileException {
    int changesBefore = changes.size();
    JournalReader.Result result =
        source.read(
            name,
            new MovementFormat(),
            (row, line, at) -> add(row, source.describe(name) + " line " + line + ": "));
    if (result != null) {
      int changed = changes.size() - changesBefore;
      findings.note(
          name
              + ": "
              + Words.count(result.rows() - changed, "sale")
              + (changed == 0 ? "" : ", " + Words.count(changed, "change")));
    }
    return result;
  }

  private void add(Movement movement, String place) {
    rowRead.run();
    long number = movement.number();
    if (number < movementsEnd) {
      findings.problem(place + "sale %d stands after sale %d".formatted(number, movementsEnd - 1));
      return;
    }
    journalStart = movementsEnd == 0 ? number : journalStart;
    movementsEnd = number + 1;
    if (movement instanceof Change change) {
      changes.add(change);
    } else if (movement instanceof Sale sale) {
      sales.put(number, sale);
      if (sale.quantity() < 1) {
        findings.problem(place + "sale %d is of %d pieces".formatted(number, sale.quantity()));
      }
    }
  }

  String describe(String name) {
    return source.describe(name);
  }

  /** In catalogue order. */
  List<CatalogRow> toys() {
    return toys;
  }

  /** Those still in the journal, by rising numbers. */
  Map<Long, Sale> sales() {
    return sales;
  }

  /** The changes of the catalogue that are still in the journal, by rising numbers. */
  List<Change> changes() {
    return changes;
  }

  /** All movements from this number to {@link #end} are in the journal. */
  long journalStart() {
    return movementsEnd == 0 ? end() : journalStart;
  }

  /** No toy counts sales below this number: they are those of an earlier catalogue. */
  long countedFrom() {
    return toys.stream()
        .filter(toy -> !toy.isHandWritten())
        .mapToLong(CatalogRow::fromSale)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** A number above all movements known here. */
  long end() {
    return toys.stream().mapToLong(CatalogRow::toSale).reduce(movementsEnd, Math::max);
  }

  /** Whether nothing was ever sold from this catalogue. */
  boolean isUntouched() {
    return sales.isEmpty()
        && toys.stream().allMatch(toy -> toy.sold() == 0 && toy.fromSale() == toy.toSale());
  }
}
