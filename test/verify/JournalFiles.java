package verify;

import common.journal.JournalFile;
import common.journal.JournalReader;
import common.journal.RowFormat;
import common.journal.UnusableFileException;
import common.process.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Journals with wrong contents in rows whose checksums are right. */
final class JournalFiles {
  private JournalFiles() {}

  static <T> List<T> read(Path file, RowFormat<T> format) {
    List<T> rows = new ArrayList<>();
    try {
      JournalReader.read(file, format, (row, line, offset) -> rows.add(row));
    } catch (IOException | UnusableFileException e) {
      throw new AssertionError(e);
    }
    return rows;
  }

  static <T> void write(Path file, RowFormat<T> format, List<? extends T> rows) {
    try {
      Files.deleteIfExists(file);
      JournalFile.append(file, format, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (StartException e) {
      throw new AssertionError(e);
    }
  }

  /** Replaces a file's rows by what the change makes of them. */
  static <T> void change(Path file, RowFormat<T> format, UnaryOperator<List<T>> change) {
    write(file, format, change.apply(read(file, format)));
  }

  /** A copy of the list without one of its entries. */
  static <T> List<T> without(List<T> rows, int index) {
    List<T> rest = new ArrayList<>(rows);
    rest.remove(index);
    return rest;
  }

  /** A copy of the list with another entry at a place. */
  static <T> List<T> with(List<T> rows, int index, T row) {
    List<T> changed = new ArrayList<>(rows);
    changed.set(index, row);
    return changed;
  }
}
