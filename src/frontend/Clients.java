package frontend;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who a client is, and which worker is its home. The home follows from the id alone, so it is kept
 * over connections and sessions, and takes no memory however many clients come and go. It is a
 * keyed hash, so that nobody can choose ids that share a worker, or guess the home of another
 * client. The key is this process's own: after a restart the threads are new ones anyway.
 */
final class Clients {
  private static final String COOKIE = "client_id";
  private static final int MAX_ID_CHARACTERS = 100;
  private static final int YEAR_DAYS = 365;

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SipHash HOMES = new SipHash(RANDOM.nextLong(), RANDOM.nextLong());

  /** A keyed hash of a counter: as good as random, and far cheaper. */
  private static final SipHash IDS = new SipHash(RANDOM.nextLong(), RANDOM.nextLong());

  private static final AtomicLong COUNT = new AtomicLong();

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
    String id = unquoted(header.substring(start + COOKIE.length() + 1, to).strip());
    return isId(id) ? id : null;
  }

  /** Some clients put quotes around what they were given without. */
  private static String unquoted(String value) {
    int last = value.length() - 1;
    boolean quoted = last > 0 && value.charAt(0) == '"' && value.charAt(last) == '"';
    return quoted ? value.substring(1, last) : value;
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
    return (int) Long.remainderUnsigned(HOMES.hash(id), workers);
  }

  /** A new id: 64 bits that nobody can guess, so homes are spread evenly. */
  static String newId() {
    long id = IDS.hash(Long.toString(COUNT.incrementAndGet()));
    return "c" + Long.toUnsignedString(id, Character.MAX_RADIX);
  }

  /**
   * The {@code Set-Cookie} header that gives a client its id, for a year. {@code Expires} says the
   * same as {@code Max-Age}, to the day: without it {@code java.net.HttpCookie} takes the cookie
   * for one of a dead standard, and sends it back in quotes.
   */
  static String setCookie(String id) {
    return COOKIE + "=" + id + expiry().attributes();
  }

  private record Expiry(Instant day, String attributes) {}

  private static volatile Expiry expiry = new Expiry(Instant.EPOCH, "");

  private static Expiry expiry() {
    Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    Expiry known = expiry;
    if (!known.day().equals(today)) {
      String date = HTTP_DATE.format(today.plus(YEAR_DAYS, ChronoUnit.DAYS));
      long seconds = ChronoUnit.DAYS.getDuration().multipliedBy(YEAR_DAYS).toSeconds();
      String attributes = "; Path=/; Max-Age=%d; Expires=%s; HttpOnly; SameSite=Lax";
      known = new Expiry(today, attributes.formatted(seconds, date));
      expiry = known;
    }
    return known;
  }
}
