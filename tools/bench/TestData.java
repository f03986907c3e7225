package bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Files for a store of a given size, as the store itself would have written them. */
final class TestData {
  /** More than any run sells. */
  private static final int PLENTY = 2_000_000_000;

  private TestData() {}

  /** The name of a toy, 0 for the first. */
  static String toy(int number) {
    return "Toy " + number;
  }

  static void writeCatalog(Path data, int toys) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(data.resolve("catalog.csv"))) {
      out.write("name,price,quantity\n");
      for (int i = 0; i < toys; i++) {
        out.write(toy(i) + ",9.99," + PLENTY + "\n");
      }
    }
  }

  /** Orders 0 to {@code orders} - 1, of all toys in turn. */
  static void writeOrders(Path data, int orders, int toys) throws IOException {
    CRC32C crc = new CRC32C();
    try (BufferedWriter out = Files.newBufferedWriter(data.resolve("order.csv"))) {
      out.write("order_number,name,quantity,sale,id,time,crc32c\n");
      for (int i = 0; i < orders; i++) {
        String row = i + "," + toy(i % toys) + ",1," + i + ",r-" + i + ",2022-01-01T00:00:00Z";
        crc.reset();
        crc.update(row.getBytes(StandardCharsets.UTF_8));
        out.write(String.format("%s,%08x%n", row, crc.getValue()).replace("\r", ""));
      }
    }
  }
}
