package common.journal;

import common.process.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes the files of journals, for tests and tools. */
public final class JournalFile {
  private JournalFile() {}

  /** Appends entries to a journal's file, or to a new one. */
  public static <T> void append(Path file, RowFormat<T> format, List<? extends T> entries)
      throws IOException, StartException {
    try (Journal<T> journal =
        FileJournal.open(file, format, Disk.real(), new RowIndex(), entry -> {})) {
      journal.start(
          new Journal.Listener<>() {
            @Override
            public void durable(List<T> batch) {
              // close() returns when all are.
            }

            @Override
            public void failed(Throwable failure) {
              throw new AssertionError(failure);
            }
          });
      entries.forEach(journal::append);
    }
  }
}
