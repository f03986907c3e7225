package abuse;

/**
 * One thing that a client could do to the store, and what the store must make of it.
 *
 * @param group what {@code --only} selects
 * @param name what is done, in a few words
 * @param expected what must be seen, in a few words
 * @param action does it and says what it saw
 */
record Attack(String group, String name, String expected, Action action) {
  /** Does the attack; an exception counts as a check that failed. */
  @FunctionalInterface
  interface Action {
    void run(Target target, Findings findings) throws Exception;
  }
}
