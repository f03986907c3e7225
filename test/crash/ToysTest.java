package crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ToysTest {
  @Test
  void twins_haveTheSameChecksumWhateverTheQuantity() {
    for (int quantity = 0; quantity < 20; quantity++) {
      assertEquals(
          checksum(Toys.TWINS.get(0).name() + "\n" + quantity),
          checksum(Toys.TWINS.get(1).name() + "\n" + quantity));
    }
  }

  private static long checksum(String text) {
    CRC32C checksum = new CRC32C();
    checksum.update(text.getBytes(StandardCharsets.UTF_8));
    return checksum.getValue();
  }
}
