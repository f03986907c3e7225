package frontend;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Who a client is, and which worker is its home. The home follows from the id alone, so it is kept
 * for good, over connections, sessions and restarts, and takes no memory however many clients come
 * and go. A new client's first request is served by any worker; its home comes with its id.
 */
final class Clients {
  private static final String COOKIE = "client_id";
  private static final int MAX_ID_CHARACTERS = 100;
  private static final long YEAR_SECONDS = 365L * 24 * 60 * 60;

  private Clients() {}

  /** The id in the {@code Cookie} headers, or null if there is none that could be one. */
  static String id(List<String> cookieHeaders) {
    if (cookieHeaders == null) {
      return null;
    }
    for (String header : cookieHeaders) {
      int start = 0;
      while (start < header.length()) {
        int semicolon = header.indexOf(';', start);
        int end = semicolon < 0 ? header.length() : semicolon;
        String id = id(header, start, end);
        if (id != null) {
          return id;
        }
        start = end + 1;
      }
    }
    return null;
  }

  private static String id(String header, int from, int to) {
    int start = from;
    while (start < to && header.charAt(start) == ' ') {
      start++;
    }
    if (!header.startsWith(COOKIE + "=", start)) {
      return null;
    }
    String id = header.substring(start + COOKIE.length() + 1, to).strip();
    return isId(id) ? id : null;
  }

  private static boolean isId(String id) {
    if (id.isEmpty() || id.length() > MAX_ID_CHARACTERS) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      // The characters that RFC 6265 allows in a cookie's value.
      if (c <= 0x20 || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /** The worker, from 0 to {@code workers} - 1, that serves a client. */
  static int home(String id, int workers) {
    // The finalizer of MurmurHash3: hashCode alone spreads similar ids badly.
    int hash = id.hashCode();
    hash = (hash ^ hash >>> 16) * 0x85ebca6b;
    hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
    return Math.floorMod(hash ^ hash >>> 16, workers);
  }

  /** A new id: 64 random bits, so homes are spread evenly. */
  static String newId() {
    return "c" + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
  }

  /** The {@code Set-Cookie} header that gives a client its id, for a year. */
  static String setCookie(String id) {
    return COOKIE + "=" + id + "; Path=/; Max-Age=" + YEAR_SECONDS + "; HttpOnly; SameSite=Lax";
  }
}
