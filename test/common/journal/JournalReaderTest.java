package common.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalReaderTest {
  private static final int HEADER_BYTES = Note.HEADER.length();

  @TempDir Path folder;
  private Path file;
  private final List<Note> seen = new ArrayList<>();
  private final List<Long> lines = new ArrayList<>();
  private final List<Long> offsets = new ArrayList<>();

  @BeforeEach
  void name() {
    file = folder.resolve("notes.csv");
  }

  private JournalReader.Result read(byte[] content) throws Exception {
    Files.write(file, content);
    return read();
  }

  private JournalReader.Result read() throws IOException, UnusableFileException {
    seen.clear();
    return JournalReader.read(
        file,
        Note.FORMAT,
        (note, line, offset) -> {
          seen.add(note);
          lines.add(line);
          offsets.add(offset);
        });
  }

  private String refusal(byte[] content) throws Exception {
    Files.write(file, content);
    String sentence = assertThrows(UnusableFileException.class, this::read).getMessage();
    assertArrayEquals(content, Files.readAllBytes(file), "the file was changed");
    return sentence;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Nested
  final class Whole {
    @Test
    void read_wholeFile_givesRowsWithLinesAndOffsets() throws Exception {
      List<Note> notes = Note.first(20);
      byte[] content = Note.file(notes);

      JournalReader.Result result = read(content);

      assertEquals(new JournalReader.Result(20, content.length, 0, ""), result);
      assertEquals(notes, seen);
      long offset = HEADER_BYTES;
      for (int i = 0; i < 20; i++) {
        assertEquals(i + 2, lines.get(i));
        assertEquals(offset, offsets.get(i));
        offset += notes.get(i).row().length;
      }
    }

    @Test
    void read_crlfLineEnds_areAccepted() throws Exception {
      String text = new String(Note.file(Note.first(7)), StandardCharsets.UTF_8);
      byte[] content = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);

      JournalReader.Result result = read(content);

      assertEquals(new JournalReader.Result(7, content.length, 0, ""), result);
      assertEquals(Note.first(7), seen);
    }

    @Test
    void read_headerOnly_hasNoRows() throws Exception {
      assertEquals(new JournalReader.Result(0, HEADER_BYTES, 0, ""), read(ascii(Note.HEADER)));
    }

    @Test
    void read_emptyFile_hasNotEvenAHeader() throws Exception {
      assertEquals(new JournalReader.Result(0, 0, 0, ""), read(new byte[0]));
    }

    @Test
    void read_rowsAcrossTheEndsOfTheBuffer_areWhole() throws Exception {
      List<Note> notes = new ArrayList<>();
      // Rows of ever other lengths, several buffers of them.
      for (int i = 0; i < 3000; i++) {
        notes.add(new Note(i, "x".repeat(i * 7 % 997)));
      }

      JournalReader.Result result = read(Note.file(notes));

      assertEquals(0, result.tornLine());
      assertEquals(notes, seen);
    }

    @Test
    void read_rowThatMakesNoSenseAtItsPlace_isRefusedWithItsLine() throws Exception {
      Files.write(file, Note.file(Note.first(5)));
      UnusableFileException refused =
          assertThrows(
              UnusableFileException.class,
              () ->
                  JournalReader.read(
                      file,
                      Note.FORMAT,
                      (note, line, offset) -> {
                        if (note.number() == 3) {
                          throw new IllegalArgumentException("three is too many");
                        }
                      }));
      assertEquals(file + " line 5: three is too many", refused.getMessage());
    }
  }

  @Nested
  final class Torn {
    @Test
    void read_cutAtEveryByte_givesTheWholeRowsBefore() throws Exception {
      List<Note> notes = Note.first(7);
      byte[] content = Note.file(notes);
      int wholeRows = 0;
      int wholeBytes = HEADER_BYTES;
      for (int cut = HEADER_BYTES; cut <= content.length; cut++) {
        if (wholeRows < 7 && cut == wholeBytes + notes.get(wholeRows).row().length) {
          wholeBytes = cut;
          wholeRows++;
        }
        JournalReader.Result result = read(Arrays.copyOf(content, cut));
        assertEquals(notes.subList(0, wholeRows), seen, "cut at byte " + cut);
        assertEquals(wholeRows, result.rows());
        assertEquals(wholeBytes, result.validBytes(), "cut at byte " + cut);
        assertEquals(cut == wholeBytes ? 0 : wholeRows + 2, result.tornLine());
      }
      assertEquals(7, wholeRows);
    }

    @Test
    void read_headerCutAtEveryByte_isATornHeader() throws Exception {
      for (int cut = 1; cut < HEADER_BYTES; cut++) {
        JournalReader.Result result = read(Arrays.copyOf(ascii(Note.HEADER), cut));
        assertEquals(0, result.validBytes(), "cut at byte " + cut);
        assertEquals(1, result.tornLine());
      }
    }

    /** The size of a file can reach the disk before its content. */
    @Test
    void read_headerWhoseBytesAreStillZero_isATornHeader() throws Exception {
      for (int whole = 0; whole < HEADER_BYTES; whole++) {
        byte[] content = Arrays.copyOf(ascii(Note.HEADER.substring(0, whole)), HEADER_BYTES);
        JournalReader.Result result = read(content);
        assertEquals(0, result.validBytes(), whole + " bytes are right");
        assertEquals(1, result.tornLine());
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 4096, 70_000, 262_144, 600_000})
    void read_zerosAtTheEnd_areATornWrite(int zeros) throws Exception {
      byte[] whole = Note.file(Note.first(5));
      for (byte[] end : List.of(new byte[0], ascii("\n"), ascii("\n\n"), ascii("\nrest"))) {
        JournalReader.Result result = read(join(whole, new byte[zeros], end));
        assertEquals(Note.first(5), seen);
        assertEquals(whole.length, result.validBytes());
        assertEquals(7, result.tornLine());
      }
    }

    @Test
    void read_severalBadRowsAtTheEnd_areOneTornWrite() throws Exception {
      byte[] whole = Note.file(Note.first(5));
      JournalReader.Result result = read(join(whole, ascii("5,x,00000000\n6,y,00000000\n7")));
      assertEquals(
          new JournalReader.Result(5, whole.length, 7, "the row does not match its checksum"),
          result);
    }
  }

  @Nested
  final class Corrupt {
    @Test
    void read_anyBitOfAMiddleRowFlipped_isRefusedWithFileAndLine() throws Exception {
      List<Note> notes = Note.first(5);
      byte[] content = Note.file(notes);
      int from = Note.file(notes.subList(0, 3)).length;
      int to = Note.file(notes.subList(0, 4)).length;
      for (int bit = 8 * from; bit < 8 * to; bit++) {
        // Without its line feed the row is one with the last, which then looks like a torn write.
        if (bit >= 8 * (to - 1)) {
          content = Note.file(Note.first(6));
        }
        byte[] flipped = content.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        String sentence = refusal(flipped);
        assertTrue(sentence.startsWith(file + " line 5: "), sentence);
        assertTrue(sentence.endsWith("the file is corrupt; put back a copy of it"), sentence);
      }
    }

    @Test
    void read_anyBitOfTheHeaderFlipped_isRefused() throws Exception {
      for (List<Note> notes : List.of(Note.first(2), Note.first(0))) {
        byte[] content = Note.file(notes);
        for (int bit = 0; bit < 8 * HEADER_BYTES; bit++) {
          byte[] flipped = content.clone();
          flipped[bit / 8] ^= (byte) (1 << bit % 8);
          assertEquals(file + " line 1: the header is not number,text,crc32c", refusal(flipped));
        }
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "name,price,quantity\nTux,15.99,100\n",
          "\n",
          "n\n",
          "number,text\n",
          "number,text,crc32c,more\n",
          "my shopping list",
          "x",
          "\ufeffnumber,text,crc32c\n",
          "number;text;crc32c\n"
        })
    void read_otherFile_isRefusedAndNotTakenForATornHeader(String content) throws Exception {
      assertEquals(
          file + " line 1: the header is not number,text,crc32c",
          refusal(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void read_zerosInTheMiddle_areRefused() throws Exception {
      byte[] content =
          join(Note.file(Note.first(3)), new byte[4096], ascii("\n"), Note.of(3).row());
      String sentence = refusal(content);
      assertTrue(sentence.startsWith(file + " line 5: "), sentence);
      assertTrue(sentence.contains("line 6 after it is a valid row"), sentence);
    }

    @Test
    void read_overlongLineInTheMiddle_isRefusedWithItsLine() throws Exception {
      byte[] content =
          join(
              Note.file(Note.first(3)),
              ascii("x".repeat(500_000) + "\n"),
              Note.of(3).row(),
              Note.of(4).row());
      String sentence = refusal(content);
      assertTrue(
          sentence.startsWith(file + " line 5: the line is longer than any row, and line 6"),
          sentence);
    }

    @Test
    void read_validChecksumOverWrongFields_isRefused_alsoAtTheEnd() throws Exception {
      // As another program, or a newer one, would write it: it was written whole.
      for (String row : List.of("1,a,b", "1", "one,a", "", ",a")) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(ascii(row));
        byte[] line = ascii(String.format("%s,%08x%n", row, crc.getValue()));
        String sentence = refusal(join(Note.file(Note.first(2)), line));
        assertTrue(sentence.startsWith(file + " line 4: "), sentence);
        refusal(join(Note.file(Note.first(2)), line, Note.of(2).row()));
      }
    }
  }

  @Test
  void read_fileLargerThanTheHeap_takesBoundedMemory() throws Exception {
    byte[] whole = Note.file(Note.first(5));
    Files.write(file, whole);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(256L << 20);
    }
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = memory.getCurrentThreadAllocatedBytes();

    JournalReader.Result result = read();

    assertEquals(whole.length, result.validBytes());
    long allocated = memory.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 4 << 20, allocated + " bytes allocated for a file of 256 MiB");
  }
}
