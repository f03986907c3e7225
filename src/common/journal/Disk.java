package common.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * The file operations that durability hangs on. The one seam for faults: a test hands in a disk
 * that is full, fails a force, or cuts a write short.
 */
public interface Disk {
  /** A file open for writing at its end. Used by one thread at a time. */
  interface Output extends Closeable {
    /**
     * Writes all that remains in the buffer, or throws. Writes nothing if the file was deleted or
     * replaced meanwhile, or somebody else wrote to it.
     */
    void write(ByteBuffer bytes) throws IOException;

    /**
     * Returns when all that was written is on the device (fdatasync). Fails as {@link #write} does
     * if the file is not the same: what was written would be lost.
     */
    void force() throws IOException;
  }

  /** Opens a file to append to it, creating it where there is none. */
  Output append(Path file) throws IOException;

  /** Cuts a file to {@code size} bytes, and forces it. */
  void truncate(Path file, long size) throws IOException;

  /** Renames atomically, over {@code to} if it is there, and forces the folder. */
  void rename(Path from, Path to) throws IOException;

  /** Forces a folder, so that the names in it survive a power cut. */
  void forceFolder(Path folder) throws IOException;

  /**
   * Makes a folder where there is none, with those above it that are missing, and forces the folder
   * above each: otherwise a power cut could take a new folder away with all that is in it. Also the
   * one above a folder that is there already: whoever made it may have been killed before that.
   */
  default void createFolder(Path folder) throws IOException {
    Path absolute = folder.toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent == null) {
      return;
    }
    if (!Files.isDirectory(absolute)) {
      createFolder(parent);
      try {
        Files.createDirectory(absolute);
      } catch (FileAlreadyExistsException e) {
        // Another service may have made it at the same moment.
        if (!Files.isDirectory(absolute)) {
          throw e;
        }
      }
    }
    if (Files.isReadable(parent)) {
      forceFolder(parent);
    }
  }

  /** The machine's own. */
  static Disk real() {
    return new RealDisk();
  }

  /**
   * Writes a whole file so that a crash leaves the old one or the new one, never half of it:
   * temporary file, force, rename, force the folder.
   */
  default void replace(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    try (Output out = append(temporary)) {
      out.write(ByteBuffer.wrap(content));
      out.force();
    }
    rename(temporary, file);
  }
}

final class RealDisk implements Disk {
  @Override
  public Output append(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    Object key = attributes(file).fileKey();
    return new Output() {
      private long size = channel.size();

      @Override
      public void write(ByteBuffer bytes) throws IOException {
        checkUnchanged();
        size += bytes.remaining();
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }

      @Override
      public void force() throws IOException {
        channel.force(false);
        checkUnchanged();
      }

      private void checkUnchanged() throws IOException {
        BasicFileAttributes now = attributes(file);
        if (!Objects.equals(key, now.fileKey()) || now.size() != size) {
          throw new FileSystemException(
              file.toString(), null, "it was replaced or changed while the service ran");
        }
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class);
  }

  @Override
  public void truncate(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
      channel.force(true);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder(to.toAbsolutePath().getParent());
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
