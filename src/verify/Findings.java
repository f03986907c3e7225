package verify;

import java.util.ArrayList;
import java.util.List;

/** What there is to say about a folder, as it comes up. */
final class Findings {
  /** A damaged file of a million rows must not fill the screen, nor the memory. */
  private static final int MAX_PROBLEMS = 20;

  private final List<String> notes = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private long unnamed;

  /** Something a person may want to know, and that is as it should be. */
  void note(String sentence) {
    notes.add(sentence);
  }

  /** Something that must not be: with the file, the line and the reason. */
  void problem(String sentence) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(sentence);
    } else {
      unnamed++;
    }
  }

  void addAll(Findings others) {
    others.notes.forEach(this::note);
    others.problems.forEach(this::problem);
    unnamed += others.unnamed;
  }

  /** Notes, then problems, then the verdict. */
  Report report() {
    List<String> lines = new ArrayList<>(notes);
    problems.forEach(problem -> lines.add("NOT WHOLE: " + problem));
    if (unnamed > 0) {
      lines.add("NOT WHOLE: and " + Words.count(unnamed, "more problem"));
    }
    lines.add(
        problems.isEmpty()
            ? "whole: nothing lost, nothing twice, nothing half done"
            : "not whole: " + Words.count(problems.size() + unnamed, "problem"));
    return new Report(problems.isEmpty(), lines);
  }
}
