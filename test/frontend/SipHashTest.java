package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipHashTest {
  /** From the authors' reference implementation: the key is 00 01 … 0f, the text 00 01 …. */
  @ParameterizedTest
  @CsvSource({
    "0, 726fdb47dd0e0e31",
    "1, 74f839c593dc67fd",
    "7, ab0200f58b01d137",
    "8, 93f5f5799a932462",
    "15, a129ca6149be45e5"
  })
  void hash_isThatOfTheReference(int length, String expected) {
    StringBuilder text = new StringBuilder();
    for (char c = 0; c < length; c++) {
      text.append(c);
    }
    long hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L).hash(text.toString());
    assertEquals(expected, String.format("%016x", hash));
  }
}
