package common.journal;

import common.text.Csv;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A row for the tests of the journal. */
record Note(long number, String text) {
  static final String HEADER = "number,text,crc32c\n";

  /** How notes are written. */
  static final RowFormat<Note> FORMAT =
      new RowFormat<>() {
        @Override
        public String columns() {
          return "number,text";
        }

        @Override
        public void encode(Note note, StringBuilder row) {
          row.append(note.number()).append(',');
          Csv.append(row, note.text());
        }

        @Override
        public Note decode(List<String> fields) {
          return new Note(Long.parseLong(fields.get(0)), fields.get(1));
        }
      };

  /** Texts that need one to four bytes a character, quotes, and none of it. */
  private static final List<String> TEXTS =
      List.of("Tux", "Train Set, \"large\"", "Käthe", "積み木", "🧸 bear", "", " spaces ");

  static Note of(long number) {
    return new Note(number, TEXTS.get((int) (number % TEXTS.size())));
  }

  static List<Note> first(int count) {
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      notes.add(of(i));
    }
    return notes;
  }

  /** The row with its line feed, as the journal writes it. */
  byte[] row() {
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    new RowCodec<>(FORMAT).encode(this, row);
    return row.toByteArray();
  }

  /** The journal's bytes, header and all. */
  static byte[] file(List<Note> notes) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(HEADER.getBytes(StandardCharsets.UTF_8));
    notes.forEach(note -> file.writeBytes(note.row()));
    return file.toByteArray();
  }

  /** Reads a journal that must be whole. */
  static List<Note> read(Path file) throws IOException, UnusableFileException {
    List<Note> notes = new ArrayList<>();
    JournalReader.Result result =
        JournalReader.read(file, FORMAT, (note, line, offset) -> notes.add(note));
    if (result.tornLine() != 0 || result.validBytes() != Files.size(file)) {
      throw new AssertionError(file + " is not whole: " + result);
    }
    return notes;
  }
}
