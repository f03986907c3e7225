package common.purchase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MoneyTest {
  private static String refusal(String text) {
    return assertThrows(IllegalArgumentException.class, () -> Money.parseCents(text), text)
        .getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "15, 1500",
    "15.9, 1590",
    "15.99, 1599",
    "0, 0",
    "0.0, 0",
    "0.00, 0",
    "0.05, 5",
    "0.5, 50",
    "10.01, 1001",
    "999999999, 99999999900",
    "999999999.9, 99999999990",
    "999999999.99, 99999999999"
  })
  void parseCents_plainAmount_isReadExactly(String text, long cents) {
    assertEquals(cents, Money.parseCents(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "-1",
        "+1",
        "-0",
        "1e3",
        " 15",
        "15 ",
        "1 5",
        ".5",
        "5.",
        "1.2.3",
        "1,50",
        "1,000.00",
        "0x1",
        "NaN",
        "15.9a",
        "15.-9",
        "€5",
        "5 €",
        "１５",
        "٣",
        "1_0",
        "15.9f"
      })
  void parseCents_notJustDigits_isRefused(String text) {
    assertEquals(
        '"' + text + "\" is not a price: write it as digits, like 15 or 15.99", refusal(text));
  }

  @Test
  void parseCents_digitsWithAnotherFault_isRefusedForThat() {
    assertEquals(
        "\"15.999\" is not a price: it has more than two digits after the point",
        refusal("15.999"));
    assertEquals("\"007\" is not a price: it has leading zeros", refusal("007"));
    assertEquals("\"00.5\" is not a price: it has leading zeros", refusal("00.5"));
    assertEquals(
        "\"1000000000\" is not a price: it is more than 999999999.99", refusal("1000000000"));
  }

  @Test
  void parseCents_hugeText_isNotRepeated() {
    assertTrue(refusal("9".repeat(100_000)).length() < 100);
    assertTrue(refusal("9." + "9".repeat(100_000)).length() < 120);
  }

  @ParameterizedTest
  @CsvSource({
    "1599, 15.99",
    "0, 0.00",
    "9, 0.09",
    "-9, -0.09",
    "99, 0.99",
    "-100, -1.00",
    "-9223372036854775808, -92233720368547758.08"
  })
  void format_anyAmount_hasTwoDecimals(long cents, String text) {
    assertEquals(text, Money.format(cents));
  }

  @Test
  void tenThousandRandomAmounts_areReadAsTheyWereWritten() {
    Random random = new Random(1599);
    for (int i = 0; i < 10_000; i++) {
      long cents = random.nextLong(Money.MAX_CENTS + 1) >> random.nextInt(37);
      assertEquals(cents, Money.parseCents(Money.format(cents)));
    }
  }
}
