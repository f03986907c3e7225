package common.journal;

import common.process.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Journals and documents as the files of a locked folder. */
public final class FolderStorage implements Storage {
  private final DataFolder folder;
  private final Disk disk;

  private FolderStorage(DataFolder folder, Disk disk) {
    this.folder = folder;
    this.disk = disk;
  }

  /**
   * Makes the folder if need be, and locks it.
   *
   * @param service the service's name; two services of one name cannot share a folder
   * @throws StartException if another process holds it, or it cannot be written
   */
  public static FolderStorage open(Path folder, String service, Disk disk) throws StartException {
    return new FolderStorage(DataFolder.lock(folder, service, disk), disk);
  }

  @Override
  public <T> Journal<T> open(String name, RowFormat<T> format, Journal.Replay<T> replay)
      throws IOException, StartException {
    return FileJournal.open(file(name), format, disk, new RowIndex(), replay);
  }

  @Override
  public <T> Numbered<T> openNumbered(String name, RowFormat<T> format, Journal.Replay<T> replay)
      throws IOException, StartException {
    RowIndex index = new RowIndex();
    Journal<T> journal = FileJournal.open(file(name), format, disk, index, replay);
    return new Numbered<>(journal, new IndexedFile<>(file(name), format, index));
  }

  @Override
  public byte[] read(String name) throws IOException {
    try {
      return Files.readAllBytes(file(name));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void replace(String name, byte[] content) throws IOException {
    disk.replace(file(name), content);
  }

  @Override
  public long term() {
    return 0;
  }

  @Override
  public String describe(String name) {
    return file(name).toString();
  }

  private Path file(String name) {
    return folder.path().resolve(name);
  }

  @Override
  public void close() {
    folder.close();
  }
}
