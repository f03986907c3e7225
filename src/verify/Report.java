package verify;

import java.util.List;

/**
 * What was found in a data folder.
 *
 * @param whole whether nothing in it contradicts anything else
 * @param lines in plain words, for a person
 */
public record Report(boolean whole, List<String> lines) {
  /** Takes a copy of the lines. */
  public Report {
    lines = List.copyOf(lines);
  }

  /** The lines, each with its line end. */
  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
