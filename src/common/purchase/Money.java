package common.purchase;

/** Amounts of money, exactly: a {@code long} of cents inside, {@code 15.99} outside. */
public final class Money {
  /** The largest amount that is read: 999,999,999.99. */
  public static final long MAX_CENTS = 99_999_999_999L;

  private static final int LONGEST_WHOLE_PART = 9;
  private static final int LONGEST_ECHO = 40;

  private Money() {}

  /**
   * Reads an amount such as {@code 15}, {@code 15.9} or {@code 15.99}.
   *
   * @return the amount in cents, 0 to {@link #MAX_CENTS}
   * @throws IllegalArgumentException if it is written in any other way; the message says why
   */
  public static long parseCents(String text) {
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    String fraction = point < 0 ? "00" : text.substring(point + 1);
    if (!isDigits(whole) || !isDigits(fraction)) {
      throw refused(text, "write it as digits, like 15 or 15.99");
    }
    if (fraction.length() > 2) {
      throw refused(text, "it has more than two digits after the point");
    }
    if (whole.length() > 1 && whole.startsWith("0")) {
      throw refused(text, "it has leading zeros");
    }
    if (whole.length() > LONGEST_WHOLE_PART) {
      throw refused(text, "it is more than " + format(MAX_CENTS));
    }
    return Long.parseLong(whole + fraction) * (fraction.length() == 1 ? 10 : 1);
  }

  /** Writes an amount with two decimals: 1599 as 15.99, -5 as -0.05. */
  public static String format(long cents) {
    StringBuilder out = new StringBuilder();
    append(out, cents);
    return out.toString();
  }

  /** Appends an amount with two decimals: 1599 as 15.99, -5 as -0.05. */
  public static void append(StringBuilder out, long cents) {
    if (cents < 0) {
      out.append('-');
    }
    // First divide, then drop the sign: Long.MIN_VALUE has no absolute value.
    long fraction = Math.abs(cents % 100);
    out.append(Math.abs(cents / 100)).append(fraction < 10 ? ".0" : ".").append(fraction);
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static IllegalArgumentException refused(String text, String why) {
    String shown = text.length() <= LONGEST_ECHO ? text : text.substring(0, LONGEST_ECHO) + "…";
    return new IllegalArgumentException("\"" + shown + "\" is not a price: " + why);
  }
}
