package load;

/**
 * A floor or a ceiling for a measured value.
 *
 * @param isFloor the value is to be at least, not at most, {@code limit}
 */
record Goal(boolean isFloor, double limit) {
  static Goal atLeast(double limit) {
    return new Goal(true, limit);
  }

  static Goal atMost(double limit) {
    return new Goal(false, limit);
  }

  boolean isReached(double value) {
    return isFloor ? value >= limit : value <= limit;
  }
}
