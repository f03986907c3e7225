package common.purchase;

/** What a toy's name may be, so that a row and a call with many names stay small. */
public final class ToyName {
  /** Characters (UTF-16) in the longest name. */
  public static final int MAX_CHARACTERS = 200;

  private ToyName() {}

  /** Not empty, no longer than that, no space at an end, no control character. */
  public static boolean isValid(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_CHARACTERS
        && name.equals(name.strip())
        && name.chars().noneMatch(Character::isISOControl);
  }
}
