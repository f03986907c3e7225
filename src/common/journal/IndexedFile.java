package common.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads single rows of a journal's file, found by its index. Safe for many threads. */
final class IndexedFile<T> implements Storage.RowReader<T> {
  private final Path file;
  private final RowFormat<T> format;
  private final RowIndex index;

  IndexedFile(Path file, RowFormat<T> format, RowIndex index) {
    this.file = file;
    this.format = format;
    this.index = index;
  }

  @Override
  public T read(long number) throws IOException {
    RowIndex.Block block = index.find(number);
    byte[] bytes = new byte[Math.toIntExact(block.to() - block.from())];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, block.from() + buffer.position()) < 0) {
          throw new IOException(file + " has become shorter");
        }
      }
    }
    return decode(bytes, number - block.firstRow());
  }

  private T decode(byte[] bytes, long skip) throws IOException {
    int from = 0;
    int to = lineEnd(bytes, 0);
    for (long i = 0; i < skip; i++) {
      from = to + 1;
      to = lineEnd(bytes, from);
    }
    int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
    try {
      return new RowCodec<>(format).decode(bytes, from, end);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " was changed beneath the service: " + e.getMessage(), e);
    }
  }

  private static int lineEnd(byte[] bytes, int from) {
    int i = from;
    while (i < bytes.length && bytes[i] != '\n') {
      i++;
    }
    return i;
  }
}
