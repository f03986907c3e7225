package verify;

import common.journal.JournalReader;
import common.journal.RowFormat;
import common.journal.UnusableFileException;
import common.process.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where a service's journals and documents are read from, by their names; changes nothing. */
interface Source {
  /** A document, or null if there is none. */
  byte[] read(String name) throws IOException;

  /** Reads a journal; null if there is none. */
  <T> JournalReader.Result read(String name, RowFormat<T> format, JournalReader.Visitor<T> visitor)
      throws IOException, UnusableFileException;

  /** The first bytes of a journal, which tell one segment from another; none if there is none. */
  byte[] head(String name) throws IOException;

  /** Something that stays the same where nobody writes. */
  List<String> look() throws IOException;

  /** How a journal or a document is called in messages. */
  String describe(String name);

  /** The files of a folder. */
  static Source of(Path folder) {
    return new FolderSource(folder);
  }
}

/** Takes no lock, so the service may run. */
record FolderSource(Path folder) implements Source {
  private static final int HEAD_BYTES = 4096;

  @Override
  public byte[] read(String name) throws IOException {
    try {
      return Files.readAllBytes(folder.resolve(name));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public <T> JournalReader.Result read(
      String name, RowFormat<T> format, JournalReader.Visitor<T> visitor)
      throws IOException, UnusableFileException {
    try {
      return JournalReader.read(folder.resolve(name), format, visitor);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public byte[] head(String name) throws IOException {
    try (InputStream in = Files.newInputStream(folder.resolve(name))) {
      return in.readNBytes(HEAD_BYTES);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  /** Names, sizes and times. */
  @Override
  public List<String> look() throws IOException {
    List<String> seen = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        seen.add(look(file));
      }
    }
    return seen;
  }

  private static String look(Path file) {
    try {
      return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return file + ": " + Failures.reason(e);
    }
  }

  @Override
  public String describe(String name) {
    return folder.resolve(name).toString();
  }
}
