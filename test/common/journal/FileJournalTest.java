package common.journal;

import static common.journal.FaultyDisk.Operation.FORCE;
import static common.journal.FaultyDisk.Operation.RENAME;
import static common.journal.FaultyDisk.Operation.TRUNCATE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.process.Failures;
import common.testing.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileJournalTest {
  private static final String NAME = "notes.csv";

  @TempDir Path folder;
  private final FaultyDisk disk = new FaultyDisk();
  private final List<Note> replayed = new ArrayList<>();
  private final List<List<Note>> batches = new CopyOnWriteArrayList<>();
  private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
  private Path file;
  private Journal<Note> journal;
  private Storage.RowReader<Note> reader;

  @BeforeEach
  void name() {
    file = folder.resolve(NAME);
  }

  @AfterEach
  void close() throws IOException {
    disk.kill();
    if (journal != null) {
      journal.close();
    }
  }

  private void open() throws Exception {
    replayed.clear();
    RowIndex index = new RowIndex();
    journal = FileJournal.open(file, Note.FORMAT, disk, index, replayed::add);
    reader = new IndexedFile<>(file, Note.FORMAT, index);
  }

  private void start() throws Exception {
    open();
    journal.start(listener(batches::add));
  }

  private Journal.Listener<Note> listener(Consumer<List<Note>> durable) {
    return new Journal.Listener<>() {
      @Override
      public void durable(List<Note> batch) {
        durable.accept(batch);
      }

      @Override
      public void failed(Throwable failure) {
        fatal.add(failure);
      }
    };
  }

  private List<Note> forced() {
    return batches.stream().flatMap(List::stream).toList();
  }

  private void append(List<Note> notes) throws Exception {
    int before = forced().size();
    notes.forEach(journal::append);
    Await.until("the notes are forced", () -> forced().size() == before + notes.size());
  }

  private void reopen() throws Exception {
    disk.kill();
    journal.close();
    disk.restart();
    start();
  }

  @Nested
  final class GroupCommit {
    @Test
    void append_whileAForceIsSlow_gathersInOneBatch() throws Exception {
      start();
      FaultyDisk.Hold slow = disk.hold(FORCE, NAME);
      journal.append(Note.of(0));
      slow.awaitReached();
      List<Note> order = new ArrayList<>();
      order.add(Note.of(0));
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 16; t++) {
        int first = 1 + 200 * t;
        threads.add(new Thread(() -> appendInOrder(first, 200, order)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }

      assertEquals(List.of(), forced(), "nothing is published before its force");
      slow.release();
      Await.until("all are forced", () -> forced().size() == 3201);

      assertEquals(order, forced());
      assertEquals(3, disk.count(FORCE, NAME), "of the header, the first row, and all others");
      assertEquals(3201, journal.rows());
      journal.close();
      assertEquals(order, Note.read(file));
    }

    private void appendInOrder(int first, int count, List<Note> order) {
      for (int i = first; i < first + count; i++) {
        synchronized (order) {
          order.add(Note.of(i));
          journal.append(Note.of(i));
        }
      }
    }

    @Test
    void append_manyThreadsAtFullSpeed_allAreForcedInOrder() throws Exception {
      start();
      List<Note> order = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int first = 1000 * t;
        threads.add(new Thread(() -> appendInOrder(first, 1000, order)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      Await.until("all are forced", () -> forced().size() == 8000);
      assertEquals(order, forced());
      assertTrue(disk.count(FORCE, NAME) < 8000, disk.count(FORCE, NAME) + " forces");
      assertEquals(order, Note.read(file));
    }

    @Test
    void commit_writesThenForcesThenPublishes() throws Exception {
      open();
      List<String> atPublication = new ArrayList<>();
      int before = disk.operations().size();
      CompletableFuture<Void> published = new CompletableFuture<>();
      journal.start(
          listener(
              batch -> {
                atPublication.addAll(disk.operations().subList(before, disk.operations().size()));
                published.complete(null);
              }));
      journal.append(Note.of(0));
      published.join();
      assertEquals(List.of("WRITE " + NAME, "FORCE " + NAME), atPublication);
    }

    @Test
    void close_forcesWhatIsQueued() throws Exception {
      start();
      FaultyDisk.Hold slow = disk.hold(FORCE, NAME);
      Note.first(500).forEach(journal::append);
      slow.awaitReached();
      slow.release();
      journal.close();
      assertEquals(Note.first(500), forced());
      assertEquals(Note.first(500), Note.read(file));
    }
  }

  @Nested
  final class Opening {
    @Test
    void open_noFile_makesOneWithItsHeaderOnDisk() throws Exception {
      open();
      assertEquals(Note.HEADER, Files.readString(file));
      assertEquals(
          List.of(
              "OPEN " + NAME,
              "WRITE " + NAME,
              "FORCE " + NAME,
              "FORCE_FOLDER " + folder.getFileName()),
          disk.operations());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n", "number,text,crc32", "number,text,crc32c"})
    void open_emptyFileOrTornHeader_beginsAnew(String content) throws Exception {
      Files.writeString(file, content);
      start();
      append(Note.first(3));
      assertEquals(Note.first(3), Note.read(file));
    }

    @Test
    void open_corruptFile_isRefusedAndNothingIsTouched() throws Exception {
      byte[] content = Note.file(Note.first(5));
      content[Note.file(Note.first(2)).length] ^= 1;
      Files.write(file, content);
      UnusableFileException refused =
          assertThrows(UnusableFileException.class, FileJournalTest.this::open);
      assertTrue(refused.getMessage().startsWith(file + " line 4: "), refused.getMessage());
      assertArrayEquals(content, Files.readAllBytes(file));
      assertEquals(List.of(), disk.operations());
    }

    @Test
    void open_crlfFile_isReadAndGoesOn() throws Exception {
      String text = new String(Note.file(Note.first(300)), StandardCharsets.UTF_8);
      Files.writeString(file, text.replace("\n", "\r\n"));
      start();
      append(List.of(Note.of(300)));
      for (int row = 0; row <= 300; row++) {
        assertEquals(Note.of(row), reader.read(row));
      }
      assertEquals(Note.first(301), Note.read(file));
    }

    /** Rows of a killed process may be in the file and not on disk: to give answers from them… */
    @Test
    void open_rowsThatWereWrittenButNotForced_areForcedBeforeTheyCount() throws Exception {
      start();
      append(Note.first(2));
      FaultyDisk.Hold hanging = disk.hold(FORCE, NAME);
      journal.append(Note.of(2));
      hanging.awaitReached();

      reopen();
      assertEquals(Note.first(3), replayed);
      disk.cutPower();

      assertEquals(Note.first(3), Note.read(file));
    }

    /** The crash may have come between the force of a new file and that of its folder. */
    @Test
    void open_oldFile_forcesItsFolder() throws Exception {
      Files.write(file, Note.file(Note.first(2)));
      open();
      assertEquals(
          List.of("OPEN " + NAME, "FORCE " + NAME, "FORCE_FOLDER " + folder.getFileName()),
          disk.operations());
    }

    @ParameterizedTest
    @EnumSource(names = {"OPEN", "WRITE", "FORCE"})
    void open_newFileThatCannotBeWritten_fails(FaultyDisk.Operation operation) throws Exception {
      disk.failNext(operation, NAME);
      assertThrows(IOException.class, FileJournalTest.this::open);
      disk.restart();
      start();
      append(Note.first(1));
      assertEquals(Note.first(1), Note.read(file));
    }

    @Test
    void open_tornFileThatCannotBeCut_fails() throws Exception {
      byte[] content = Arrays.copyOf(Note.file(Note.first(2)), Note.file(Note.first(2)).length - 1);
      Files.write(file, content);
      disk.failNext(TRUNCATE, NAME);
      assertThrows(IOException.class, FileJournalTest.this::open);
      assertArrayEquals(content, Files.readAllBytes(file));
    }
  }

  @Nested
  final class TornWrite {
    @Test
    void open_lastRowsCutAtEveryByte_keepsTheWholeOnesAndAppendsRightAfterThem() throws Exception {
      List<Note> notes = Note.first(5);
      byte[] content = Note.file(notes);
      int wholeRows = 2;
      for (int cut = Note.file(notes.subList(0, 2)).length; cut < content.length; cut++) {
        if (cut == Note.file(notes.subList(0, wholeRows + 1)).length) {
          wholeRows++;
        }
        opensWith(Arrays.copyOf(content, cut), notes.subList(0, wholeRows));
      }
      assertEquals(4, wholeRows);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 300_000})
    void open_zerosAtTheEnd_areCutOff(int zeros) throws Exception {
      byte[] whole = Note.file(Note.first(3));
      byte[] content = Arrays.copyOf(whole, whole.length + zeros);
      opensWith(content, Note.first(3));
      content[content.length - 1] = '\n';
      opensWith(content, Note.first(3));
    }

    private void opensWith(byte[] content, List<Note> whole) throws Exception {
      Files.write(file, content);
      start();
      assertEquals(whole, replayed);
      assertArrayEquals(Note.file(whole), Files.readAllBytes(file), "cut to the whole rows");
      Note next = new Note(99, "after the crash");
      append(List.of(next));
      assertEquals(next, reader.read(whole.size()));
      journal.close();
      List<Note> now = new ArrayList<>(whole);
      now.add(next);
      assertEquals(now, Note.read(file));
    }
  }

  @Nested
  final class Faults {
    @ParameterizedTest
    @EnumSource(names = {"WRITE", "FORCE"})
    void append_operationFails_isFatalOnceAndNothingIsPublished(FaultyDisk.Operation operation)
        throws Exception {
      start();
      append(Note.first(2));
      disk.failNext(operation, NAME);
      journal.append(Note.of(2));
      Await.until("the journal gives up", () -> !fatal.isEmpty());

      // The disk is well again; but nobody knows what is in the file now.
      long operations = disk.operations().size();
      journal.append(Note.of(3));
      journal.close();

      assertEquals(1, fatal.size());
      assertTrue(fatal.get(0).getMessage().contains(operation + " fails on order"));
      assertEquals(Note.first(2), forced());
      assertEquals(2, journal.rows());
      assertEquals(operations, disk.operations().size(), "the file was touched again");
    }

    @Test
    void append_forceFailsWhileMoreWait_noneIsPublished() throws Exception {
      start();
      FaultyDisk.Hold hanging = disk.hold(FORCE, NAME);
      journal.append(Note.of(0));
      hanging.awaitReached();
      Note.first(100).forEach(journal::append);
      hanging.fail();
      Await.until("the journal gives up", () -> !fatal.isEmpty());
      journal.close();
      assertEquals(List.of(), forced());
      assertEquals(1, fatal.size());
    }

    @Test
    void append_writeCutAtEveryByte_isFatalAndTheNextStartIsWhole() throws Exception {
      byte[] row = Note.of(1).row();
      for (int written = 0; written < row.length; written++) {
        Files.write(file, Note.file(Note.first(1)));
        batches.clear();
        fatal.clear();
        start();
        disk.cutNextWrite(NAME, written);
        journal.append(Note.of(1));
        Await.until("the journal gives up", () -> !fatal.isEmpty());
        assertEquals(List.of(), forced());

        reopen();
        assertEquals(Note.first(1), replayed, written + " bytes written");
        append(List.of(new Note(7, "next")));
        assertEquals(List.of(Note.of(0), new Note(7, "next")), Note.read(file));
        journal.close();
      }
    }

    @Test
    void append_diskFull_isFatalAndTheNextStartHasAllThatWasPublished() throws Exception {
      start();
      disk.fullAfter(10_000);
      List<Note> notes = Note.first(2000);
      for (Note note : notes) {
        journal.append(note);
        if (note.number() % 50 == 0) {
          long so = note.number();
          Await.until("progress", () -> forced().size() > so || !fatal.isEmpty());
        }
      }
      Await.until("the disk is full", () -> !fatal.isEmpty());
      List<Note> published = forced();
      assertTrue(published.size() > 100, "published " + published.size());

      reopen();

      assertEquals(1, fatal.size());
      assertEquals(published, replayed.subList(0, published.size()));
      assertEquals(notes.subList(0, replayed.size()), replayed);
    }

    @Test
    void append_listenerFails_isFatal() throws Exception {
      open();
      IllegalStateException bug = new IllegalStateException("a bug");
      journal.start(
          listener(
              batch -> {
                throw bug;
              }));
      journal.append(Note.of(0));
      Await.until("the journal gives up", () -> !fatal.isEmpty());
      assertEquals(List.of(bug), fatal);
    }

    /** As an editor or a copying program replaces a file: what is written then would be lost. */
    @Test
    void append_fileReplacedBeneathIt_isFatal() throws Exception {
      start();
      append(Note.first(2));
      Path copy = folder.resolve("copy");
      Files.copy(file, copy);
      Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
      journal.append(Note.of(2));
      Await.until("the journal gives up", () -> !fatal.isEmpty());
      assertEquals(Note.first(2), forced());
      assertTrue(Failures.reason(fatal.get(0)).contains("replaced"), fatal.toString());
    }

    /** As {@code cp older.csv order.csv} does. */
    @Test
    void append_fileOverwrittenInPlace_isFatal() throws Exception {
      start();
      append(Note.first(2));
      Files.write(file, Note.file(Note.first(1)));
      journal.append(Note.of(2));
      Await.until("the journal gives up", () -> !fatal.isEmpty());
      assertEquals(Note.first(1), Note.read(file), "nothing is added to it");
      assertEquals(Note.first(2), forced());
    }

    /** What was written would be gone with the next start. */
    @Test
    void append_fileDeletedBeneathIt_isFatal() throws Exception {
      start();
      append(Note.first(2));
      Files.delete(file);
      journal.append(Note.of(2));
      Await.until("the journal gives up", () -> !fatal.isEmpty());
      assertEquals(Note.first(2), forced());
      assertTrue(Failures.reason(fatal.get(0)).contains(NAME), fatal.toString());
    }
  }

  @Nested
  final class Rotation {
    private Path previous;

    @BeforeEach
    void name() {
      previous = folder.resolve("notes.previous.csv");
    }

    @Test
    void rotate_movesTheRowsAwayAndBeginsAnew() throws Exception {
      start();
      append(Note.first(200));
      journal.rotate().join();
      assertEquals(0, journal.rows());
      assertEquals(Note.HEADER, Files.readString(file));
      append(List.of(Note.of(200), Note.of(201)));
      assertEquals(Note.of(201), reader.read(1));
      assertEquals(2, journal.rows());
      assertEquals(Note.first(200), Note.read(previous));
      assertEquals(List.of(Note.of(200), Note.of(201)), Note.read(file));
    }

    @Test
    void rotate_again_replacesThePreviousSegment() throws Exception {
      start();
      append(List.of(Note.of(0)));
      journal.rotate().join();
      append(List.of(Note.of(1)));
      journal.rotate().join();
      assertEquals(List.of(Note.of(1)), Note.read(previous));
      assertEquals(List.of(), Note.read(file));
    }

    @Test
    void rotate_underLoad_losesNothing() throws Exception {
      start();
      List<Note> kept = new ArrayList<>();
      Thread load = new Thread(() -> Note.first(5000).forEach(journal::append));
      load.start();
      for (int i = 0; i < 20; i++) {
        journal.rotate().join();
        kept.addAll(Note.read(previous));
      }
      load.join();
      journal.close();
      kept.addAll(Note.read(file));
      assertEquals(Note.first(5000), kept);
      assertEquals(Note.first(5000), forced());
    }

    @Test
    void rotate_whatWasQueuedBefore_isForcedIntoTheOldSegment() throws Exception {
      start();
      FaultyDisk.Hold slow = disk.hold(FORCE, NAME);
      journal.append(Note.of(0));
      slow.awaitReached();
      CompletableFuture<Void> rotated = journal.rotate();
      journal.append(Note.of(1));
      assertFalse(rotated.isDone());
      slow.release();
      rotated.join();
      Await.until("both are forced", () -> forced().size() == 2);
      journal.close();
      List<Note> all = new ArrayList<>(Note.read(previous));
      all.addAll(Note.read(file));
      assertEquals(Note.first(2), all);
    }

    @ParameterizedTest
    @EnumSource(names = {"RENAME", "OPEN", "WRITE", "FORCE"})
    void rotate_operationFails_isFatalAndTheNextStartFindsAllRows(FaultyDisk.Operation operation)
        throws Exception {
      start();
      append(Note.first(3));
      disk.failNext(operation, NAME);
      CompletableFuture<Void> rotated = journal.rotate();
      assertThrows(CompletionException.class, rotated::join);
      Await.until("the journal gives up", () -> !fatal.isEmpty());
      journal.append(Note.of(3));

      reopen();

      assertEquals(1, fatal.size());
      assertEquals(Note.first(3), replayed);
      assertEquals(operation == RENAME, !Files.exists(previous));
    }

    @Test
    void rotate_closedJournal_failsAndDoesNotHang() throws Exception {
      start();
      append(Note.first(1));
      journal.close();
      CompletableFuture<Void> rotated = journal.rotate();
      assertThrows(CompletionException.class, rotated::join);
      assertEquals(Note.first(1), Note.read(file));
      assertFalse(Files.exists(previous));
    }

    @Test
    void rotate_journalThatFailed_failsAndDoesNotHang() throws Exception {
      start();
      disk.failNext(FORCE, NAME);
      journal.append(Note.of(0));
      Await.until("the journal gives up", () -> !fatal.isEmpty());
      assertThrows(CompletionException.class, journal.rotate()::join);
      assertEquals(1, fatal.size());
    }
  }

  @Nested
  final class Reading {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 126, 127, 128, 129, 255, 256, 257, 383, 384, 400, 9000, 9999})
    void read_anyRow_isFound(int row) throws Exception {
      start();
      Note.first(10_000).forEach(journal::append);
      Await.until("all are forced", () -> journal.rows() == 10_000);
      assertEquals(Note.of(row), reader.read(row));
      reopen();
      assertEquals(Note.of(row), reader.read(row));
    }

    @ParameterizedTest
    @ValueSource(ints = {127, 128, 129, 255, 256, 257})
    void read_fileThatEndsAroundABlock_hasAllRows(int rows) throws Exception {
      Files.write(file, Note.file(Note.first(rows)));
      start();
      for (int row = 0; row < rows; row++) {
        assertEquals(Note.of(row), reader.read(row));
      }
      assertThrows(IndexOutOfBoundsException.class, () -> reader.read(rows));
      append(List.of(Note.of(rows)));
      assertEquals(Note.of(rows), reader.read(rows));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 2, Long.MIN_VALUE, Long.MAX_VALUE})
    void read_noSuchRow_isRefused(long row) throws Exception {
      Files.write(file, Note.file(Note.first(2)));
      open();
      assertThrows(IndexOutOfBoundsException.class, () -> reader.read(row));
    }

    @Test
    void read_besideAppends_givesWholeRows() throws Exception {
      start();
      Thread load = new Thread(() -> Note.first(4000).forEach(journal::append));
      load.start();
      for (long seen = 0; seen < 4000; seen = journal.rows()) {
        if (seen > 0) {
          assertEquals(Note.of(seen - 1), reader.read(seen - 1));
        }
      }
      load.join();
      assertNull(fatal.isEmpty() ? null : fatal.get(0));
    }

    @Test
    void read_fileChangedBeneathIt_saysSo() throws Exception {
      Files.write(file, Note.file(Note.first(2)));
      open();
      byte[] content = Files.readAllBytes(file);
      content[Note.HEADER.length()] ^= 1;
      Files.write(file, content);
      String sentence = assertThrows(IOException.class, () -> reader.read(0)).getMessage();
      assertTrue(sentence.startsWith(file + " was changed beneath the service"), sentence);
      Files.write(file, Note.file(Note.first(1)));
      assertThrows(IOException.class, () -> reader.read(1));
    }
  }
}
