package common.journal;

import common.process.Failures;
import common.process.Log;
import common.process.StartException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A service's hold on its data folder: two services of one kind never write the same files. The
 * operating system releases the lock when the process ends, however it ends.
 */
public final class DataFolder implements Closeable {
  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes the folder if need be, and locks it.
   *
   * @param service the service's name; its lock is {@code service.lock}
   * @throws StartException if the folder is held by another service, or cannot be written
   */
  public static DataFolder lock(Path path, String service, Disk disk) throws StartException {
    Path lockFile = path.resolve(service + ".lock");
    FileChannel channel = null;
    try {
      disk.createFolder(path);
      channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new DataFolder(path, channel);
      }
    } catch (OverlappingFileLockException e) {
      // The same process holds it: told below, like a lock of another process.
    } catch (IOException e) {
      closeQuietly(channel);
      throw new StartException(
          "the data folder "
              + path
              + " cannot be used: "
              + Failures.reason(e)
              + "; set DATA_DIR to a folder that this user may write");
    }
    closeQuietly(channel);
    throw new StartException(
        "another "
            + service
            + " service works on the data folder "
            + path
            + "; stop it, or set DATA_DIR to another folder");
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        Log.warn("closing a lock file failed: " + Failures.reason(e));
      }
    }
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  /** Releases the folder. */
  @Override
  public void close() {
    closeQuietly(channel);
  }
}
