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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The catalog's files as they were at one moment: the checkpoint, and the journal of sales that
 * goes with it. The journal's two segments hold some ten thousand sales, so they are kept in
 * memory.
 */
final class StockFiles {
  private static final int HEAD_BYTES = 4096;
  private static final int TRIES = 5;

  private final Path checkpoint;
  private final Path previous;
  private final Path current;
  private final Findings findings;
  private final Runnable rowRead;
  private final Map<String, String> names = new HashMap<>();

  private List<CatalogRow> toys = List.of();
  private final List<Sale> sales = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private long journalStart;
  private long movementsEnd;

  private StockFiles(Path folder, Findings findings, Runnable rowRead) {
    this.checkpoint = folder.resolve("catalog.csv");
    this.previous = folder.resolve("sales.previous.csv");
    this.current = folder.resolve("sales.csv");
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
  static StockFiles read(Path folder, Findings findings, Runnable rowRead)
      throws IOException, UnusableFileException {
    for (int i = 1; ; i++) {
      Findings found = new Findings();
      StockFiles files = new StockFiles(folder, found, rowRead);
      List<byte[]> before = files.heads();
      files.readAll();
      if (files.sameSegments(before) || i == TRIES) {
        findings.addAll(found);
        return files;
      }
    }
  }

  private void readAll() throws IOException, UnusableFileException {
    if (Files.exists(checkpoint)) {
      toys = CatalogFile.parse(Files.readAllBytes(checkpoint), checkpoint.toString()).rows();
      findings.note(checkpoint.getFileName() + ": " + Words.count(toys.size(), "toy"));
    } else {
      findings.problem(checkpoint + ": the file is missing; put back a copy of it");
    }
    JournalReader.Result older = readSegment(previous);
    if (older != null && older.tornLine() > 0) {
      throw new UnusableFileException(
          previous,
          older.tornLine(),
          older.tornReason() + "; this file was whole when sales.csv was begun: put back a copy");
    }
    JournalReader.Result newer = readSegment(current);
    if (newer != null && newer.tornLine() > 0) {
      findings.note(Torn.sentence(current, newer));
    }
  }

  private JournalReader.Result readSegment(Path file) throws IOException, UnusableFileException {
    try {
      JournalReader.Result result =
          JournalReader.read(file, new MovementFormat(), (row, line, at) -> add(row, file, line));
      findings.note(file.getFileName() + ": " + Words.count(result.rows(), "sale"));
      return result;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void add(Movement movement, Path file, long line) {
    rowRead.run();
    if (movement.number() < movementsEnd) {
      findings.problem(
          file
              + " line "
              + line
              + ": sale "
              + movement.number()
              + " stands after sale "
              + (movementsEnd - 1));
      return;
    }
    journalStart = movementsEnd == 0 ? movement.number() : journalStart;
    movementsEnd = movement.number() + 1;
    if (movement instanceof Change change) {
      changes.add(change);
      return;
    }
    Sale sale = (Sale) movement;
    if (sale.quantity() < 1) {
      findings.problem(
          file
              + " line "
              + line
              + ": sale "
              + sale.number()
              + " is of "
              + sale.quantity()
              + " pieces");
    }
    String name = names.computeIfAbsent(sale.name(), same -> same);
    sales.add(new Sale(sale.number(), sale.id(), name, sale.quantity()));
  }

  /** In catalogue order. */
  List<CatalogRow> toys() {
    return toys;
  }

  /** Those still in the journal, by rising numbers. */
  List<Sale> sales() {
    return sales;
  }

  /** The changes of the catalogue that are still in the journal, by rising numbers. */
  List<Change> changes() {
    return changes;
  }

  /** The sale of this number, or null if it is not in the journal any more (or never was). */
  Sale sale(long number) {
    int low = 0;
    int high = sales.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = sales.get(middle).number();
      if (found == number) {
        return sales.get(middle);
      }
      if (found < number) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  /** All sales from this number to {@link #end} are in the journal. */
  long journalStart() {
    return movementsEnd == 0 ? end() : journalStart;
  }

  /** A number above all sales known here. */
  long end() {
    long end = movementsEnd;
    for (CatalogRow toy : toys) {
      end = Math.max(end, toy.toSale());
    }
    return end;
  }

  /** Whether nothing was ever sold from this catalogue. */
  boolean isUntouched() {
    return sales.isEmpty()
        && toys.stream().allMatch(toy -> toy.sold() == 0 && toy.fromSale() == toy.toSale());
  }

  private List<byte[]> heads() throws IOException {
    return List.of(head(previous), head(current));
  }

  private boolean sameSegments(List<byte[]> before) throws IOException {
    List<byte[]> now = heads();
    return isBeginning(before.get(0), now.get(0))
        && isBeginning(before.get(1), now.get(1))
        && before.get(0).length == now.get(0).length;
  }

  private static boolean isBeginning(byte[] of, byte[] whole) {
    return of.length <= whole.length && Arrays.equals(of, 0, of.length, whole, 0, of.length);
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD_BYTES);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }
}
