package common.purchase;

/** The bound on a toy's name, so that a row and a call with many names stay small. */
public final class ToyName {
  /** Characters (UTF-16) in the longest name. */
  public static final int MAX_CHARACTERS = 200;

  private ToyName() {}
}
