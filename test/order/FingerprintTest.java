package order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

final class FingerprintTest {
  private static Fingerprint of(String name, int quantity) {
    return Fingerprint.of("k-a", name, quantity);
  }

  @Test
  void of_tellsNameQuantityAndIdApart() {
    assertEquals(of("Tux", 1), of("Tux", 1));
    assertNotEquals(of("Tux", 1), of("Tux", 2));
    assertNotEquals(of("Tux", 1), of("Fox", 1));
    assertNotEquals(of("Tux1", 1), of("Tux", 11));
    assertNotEquals(of("1\nTux", 1), of("Tux", 1));
    assertNotEquals(of("Käthe", 1), of("Kathe", 1));
    assertNotEquals(of("Tux", 1), Fingerprint.of("k-b", "Tux", 1));
  }

  @Test
  void of_keepsTheIdApart_soThatAnotherPurchaseUnderItIsNoticed() {
    assertEquals(of("Tux", 1).id(), of("Fox", 2).id());
  }

  @Test
  void ofHex_isTheSame() {
    assertEquals(of("Tux", 1), Fingerprint.ofHex("k-a", of("Tux", 1).toHex()));
  }

  /** Two purchases that an earlier version, with a checksum of 32 bits, took for the same. */
  @Test
  void of_purchasesWithOneChecksum_areToldApart() {
    Map<Long, Integer> seen = new HashMap<>();
    for (int quantity = 1; ; quantity++) {
      CRC32C crc = new CRC32C();
      crc.update(("Tux\n" + quantity).getBytes(StandardCharsets.UTF_8));
      crc.update(("Fox\n" + quantity * 31).getBytes(StandardCharsets.UTF_8));
      Integer other = seen.put(crc.getValue(), quantity);
      if (other != null) {
        assertNotEquals(of("Tux", quantity), of("Tux", other));
        return;
      }
    }
  }
}
