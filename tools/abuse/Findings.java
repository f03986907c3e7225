package abuse;

import java.util.ArrayList;
import java.util.List;

/**
 * What an attack saw. The store held if no check failed; what it cannot do better, as its README
 * says, is a limit and no failure. For one thread.
 */
final class Findings {
  private final List<String> notes = new ArrayList<>();
  private final List<String> limits = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private boolean onlySlow = true;

  /** A fact for the table's column "seen". */
  void note(String fact) {
    notes.add(fact);
  }

  /** Something that must hold; the sentence says what was seen instead. */
  void check(boolean holds, String otherwise) {
    if (!holds) {
      failures.add(otherwise);
      onlySlow = false;
    }
  }

  /** The same, where a machine that is busy with other things may be the reason. */
  void checkPace(boolean holds, String otherwise) {
    if (!holds) {
      failures.add(otherwise);
    }
  }

  /** Whether something did not hold for which a busy machine may be the reason: to be repeated. */
  boolean isDoubtful() {
    return !failures.isEmpty() && onlySlow;
  }

  /** Something that the README names among the limits. */
  void limit(String what) {
    limits.add(what);
  }

  /** How the store stood the attack. */
  enum Verdict {
    HELD("yes"),
    LIMIT("limit"),
    FAILED("NO");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    /** For the column "held". */
    String word() {
      return word;
    }
  }

  Verdict verdict() {
    if (!failures.isEmpty()) {
      return Verdict.FAILED;
    }
    return limits.isEmpty() ? Verdict.HELD : Verdict.LIMIT;
  }

  /** The failures first, then the limits, then the notes. */
  String seen() {
    List<String> all = new ArrayList<>(failures);
    all.addAll(limits);
    all.addAll(notes);
    return all.isEmpty() ? "as expected" : String.join("; ", all);
  }
}
