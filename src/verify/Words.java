package verify;

import java.util.Locale;

/** Numbers in sentences. */
final class Words {
  private Words() {}

  /** {@code 1 order}, {@code 1,234 orders}. */
  static String count(long number, String thing) {
    return number(number) + " " + thing + (number == 1 ? "" : "s");
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
