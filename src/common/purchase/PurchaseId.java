package common.purchase;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The id that a purchase carries from the frontend into both files. {@code k-…} stands for the
 * client's Idempotency-Key, {@code r-…} for a purchase without one, and {@code c-…} for a change of
 * the catalogue; so none can pass for another.
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

  /** Of a change of the catalogue. */
  public static String ofChange(String id) {
    return "c-" + id;
  }

  /** An id that no other purchase has: 64 random bits of this process, and a counter. */
  public static String newRequestId() {
    return RUN + "." + COUNT.incrementAndGet();
  }

  /** Whether the id is of a client's key. */
  public static boolean isKeyed(String id) {
    return id.startsWith("k-");
  }

  /** Whether the id is of a change of the catalogue. */
  public static boolean isChange(String id) {
    return id.startsWith("c-");
  }

  /** Whether the text is 1 to 255 visible ASCII characters. */
  public static boolean isKey(String text) {
    return isVisible(text, MAX_KEY_CHARACTERS);
  }

  /** Whether the text is 1 to 300 visible ASCII characters. */
  public static boolean isId(String text) {
    return isVisible(text, MAX_ID_CHARACTERS);
  }

  private static boolean isVisible(String text, int most) {
    if (text.isEmpty() || text.length() > most) {
      return false;
    }
    return text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }
}
