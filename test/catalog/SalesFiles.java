package catalog;

import common.journal.JournalFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Writes segments of the sales journal: each sale is of one Tux. */
final class SalesFiles {
  static final String HEADER = "sale,id,name,quantity,crc32c\n";

  private SalesFiles() {}

  static Sale sale(long number) {
    return new Sale(number, "r-" + number, "Tux", 1);
  }

  /** The sales from a number (inclusive) to another (exclusive), after those in the file. */
  static void write(Path file, long from, long to) throws Exception {
    write(file, LongStream.range(from, to).mapToObj(SalesFiles::sale).toList());
  }

  /** These sales, after those in the file. */
  static void write(Path file, List<Sale> sales) throws Exception {
    JournalFile.append(file, new MovementFormat(), sales);
  }

  /** Cuts so many bytes off the end. */
  static void cut(Path file, int bytes) throws Exception {
    byte[] content = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(content, content.length - bytes));
  }
}
