package order;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A digest of a purchase, where the purchase itself is not kept: nobody can make another purchase
 * with the same one.
 *
 * @param id the first 64 bits of the SHA-256 of the purchase's id, to look it up
 * @param high the first 64 bits of the SHA-256 of id, quantity and name
 * @param low the next 64 bits
 */
public record Fingerprint(long id, long high, long low) {
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(Fingerprint::sha256);

  /** Of a purchase. */
  public static Fingerprint of(String id, String name, int quantity) {
    // An id has no line break, so the text tells where each part ends.
    ByteBuffer whole = digest(id + "\n" + quantity + "\n" + name);
    return new Fingerprint(digest(id).getLong(), whole.getLong(), whole.getLong());
  }

  /** The part that tells one purchase under an id from another: 32 hexadecimal digits. */
  public String toHex() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }

  /** Of a purchase whose id and {@link #toHex} are known. */
  static Fingerprint ofHex(String id, String hex) {
    long high = HexFormat.fromHexDigitsToLong(hex, 0, 16);
    return new Fingerprint(digest(id).getLong(), high, HexFormat.fromHexDigitsToLong(hex, 16, 32));
  }

  private static ByteBuffer digest(String text) {
    return ByteBuffer.wrap(SHA_256.get().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
