package frontend;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Entity tags (RFC 9110, section 8.8.3): always strong ones. */
final class ETags {
  private static final int BYTES = 16;

  private ETags() {}

  /** The tag of a body, by its SHA-256: other bytes, another tag. */
  static String of(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return '"' + HexFormat.of().formatHex(hash, 0, BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Whether {@code If-None-Match} names the tag, so that the client has the body already.
   *
   * @param ifNoneMatch the header's values; null if there are none
   */
  static boolean matches(List<String> ifNoneMatch, String etag) {
    return ifNoneMatch != null && ifNoneMatch.stream().anyMatch(value -> names(value, etag));
  }

  /** The comparison is the weak one: W/ in front of a tag does not count. */
  private static boolean names(String list, String etag) {
    if (list.strip().equals("*")) {
      return true;
    }
    // Our tags hold no comma and no quote, so a tag that holds one cannot be ours.
    for (String tag : list.split(",", -1)) {
      String stripped = tag.strip();
      if (etag.equals(stripped.startsWith("W/") ? stripped.substring(2) : stripped)) {
        return true;
      }
    }
    return false;
  }
}
