package bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * The reference of the benchmark for the disk: one thread that appends a row and forces it, again
 * and again. {@code BareForce FILE SECONDS} prints the forces a second, after a short warm-up.
 */
final class BareForce {
  private static final byte[] ROW =
      "1234567,Toy 7,1,1234567,r-1234567-1234567,2022-01-01T00:00:00Z,00000000\n"
          .getBytes(StandardCharsets.US_ASCII);

  private BareForce() {}

  public static void main(String[] args) throws IOException {
    long nanos = Math.round(Double.parseDouble(args[1]) * TimeUnit.SECONDS.toNanos(1));
    try (FileChannel file =
        FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      forcesPerSecond(file, nanos / 4);
      System.out.println(forcesPerSecond(file, nanos));
    }
  }

  private static double forcesPerSecond(FileChannel file, long nanos) throws IOException {
    ByteBuffer row = ByteBuffer.allocateDirect(ROW.length).put(ROW);
    long start = System.nanoTime();
    long forces = 0;
    while (System.nanoTime() - start < nanos) {
      row.flip();
      file.write(row);
      file.force(false);
      forces++;
    }
    return forces * 1e9 / (System.nanoTime() - start);
  }
}
