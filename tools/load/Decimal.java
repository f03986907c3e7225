package load;

/** Whole numbers in bytes, read without making a string. */
final class Decimal {
  private Decimal() {}

  /**
   * Reads decimal digits.
   *
   * @return the number, or -1 if there is no digit, another byte, or more than {@code most}
   */
  static long parse(byte[] bytes, int start, int end, long most) {
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9 || value > (most - digit) / 10) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return end > start ? value : -1;
  }
}
