package common.purchase;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * The id that a purchase carries from the frontend into both files. {@code k-…} stands for the
 * client's Idempotency-Key, {@code r-…} for a purchase without one; so neither can pass for the
 * other.
 */
public final class PurchaseId {
  private static final int MAX_KEY_CHARACTERS = 255;
  private static final int MAX_ID_CHARACTERS = 300;
  private static final String RUN = Long.toString(new SecureRandom().nextLong() >>> 1, 36);
  private static final AtomicLong COUNT = new AtomicLong();

  private PurchaseId() {}

  /** Of a client's key. */
  public static String ofKey(String key) {
    return "k-" + key;
  }

  /** Of a request that somebody else made an id for. */
  public static String ofRequest(String requestId) {
    return "r-" + requestId;
  }

  /** An id that no other purchase has: 64 random bits of this process, and a counter. */
  public static String newRequestId() {
    return RUN + "." + COUNT.incrementAndGet();
  }

  /** Whether the id is of a client's key. */
  public static boolean isKeyed(String id) {
    return id.startsWith("k-");
  }

  /** Whether the text is 1 to 255 visible ASCII characters. */
  public static boolean isKey(String text) {
    return isVisible(text, MAX_KEY_CHARACTERS);
  }

  /** Whether the text is 1 to 300 visible ASCII characters. */
  public static boolean isId(String text) {
    return isVisible(text, MAX_ID_CHARACTERS);
  }

  /**
   * A short digest of what is bought, to tell a repeated purchase from another one under the same
   * id: CRC32C of the name and the quantity.
   */
  public static int fingerprint(String name, int quantity) {
    CRC32C crc = new CRC32C();
    crc.update((name + "\n" + quantity).getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }

  private static boolean isVisible(String text, int most) {
    if (text.isEmpty() || text.length() > most) {
      return false;
    }
    return text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }
}
