package common.purchase;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PurchaseIdTest {
  @Test
  void keyAndRequestOfTheSameText_areDifferentPurchases() {
    assertNotEquals(PurchaseId.ofKey("a"), PurchaseId.ofRequest("a"));
    assertTrue(PurchaseId.isKeyed(PurchaseId.ofKey("r-a")));
    assertFalse(PurchaseId.isKeyed(PurchaseId.ofRequest("k-a")));
  }

  @Test
  void newRequestIds_areVisibleAndNeverTheSame() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      String id = PurchaseId.newRequestId();
      assertTrue(PurchaseId.isKey(id), id);
      assertTrue(ids.add(id), id);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "!", "~", "\"quoted\"", "a,b", "k-k-", "00000000-0000-0000"})
  void isKey_visibleAscii_isOne(String text) {
    assertTrue(PurchaseId.isKey(text));
    assertTrue(PurchaseId.isId(PurchaseId.ofKey(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a ", "\t", "a\n", "\u0000", "\u007f", "ä", "🧸"})
  void isKey_anythingElse_isNone(String text) {
    assertFalse(PurchaseId.isKey(text));
    assertFalse(PurchaseId.isId(text));
  }

  @Test
  void isKey_longestKey_makesAnIdToo() {
    assertTrue(PurchaseId.isKey("x".repeat(255)));
    assertFalse(PurchaseId.isKey("x".repeat(256)));
    assertTrue(PurchaseId.isId(PurchaseId.ofKey("x".repeat(255))));
    assertTrue(PurchaseId.isId("x".repeat(300)));
    assertFalse(PurchaseId.isId("x".repeat(301)));
  }
}
