package abuse;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What was tried, expected and seen, and what held. */
final class AbuseTable {
  private static final int TRIED = 46;
  private static final int EXPECTED = 44;
  private static final int SEEN = 60;

  private final List<Row> rows = new ArrayList<>();

  private record Row(Attack attack, Findings.Verdict verdict, String seen) {}

  void add(Attack attack, Findings findings) {
    rows.add(new Row(attack, findings.verdict(), findings.seen()));
  }

  /** Whether everything held, but for known limits. */
  boolean allHeld() {
    return count(Findings.Verdict.FAILED) == 0;
  }

  private long count(Findings.Verdict verdict) {
    return rows.stream().filter(row -> row.verdict == verdict).count();
  }

  void print(PrintStream out) {
    out.println();
    printLine(out, "tried", "expected", "seen", "held");
    out.println("-".repeat(TRIED + EXPECTED + SEEN + 11));
    for (Row row : rows) {
      String tried = row.attack.group() + ": " + row.attack.name();
      print(out, tried, row.attack.expected(), row.seen, row.verdict.word());
    }
    out.println();
    out.printf(
        "held: %d, known limits: %d, not held: %d%n",
        count(Findings.Verdict.HELD),
        count(Findings.Verdict.LIMIT),
        count(Findings.Verdict.FAILED));
  }

  /** In as many lines as the longest cell needs. */
  private static void print(
      PrintStream out, String tried, String expected, String seen, String held) {
    List<String> first = wrap(tried, TRIED);
    List<String> second = wrap(expected, EXPECTED);
    List<String> third = wrap(seen, SEEN);
    int lines = Math.max(first.size(), Math.max(second.size(), third.size()));
    for (int i = 0; i < lines; i++) {
      printLine(out, line(first, i), line(second, i), line(third, i), i == 0 ? held : "");
    }
  }

  private static String line(List<String> lines, int index) {
    return index < lines.size() ? lines.get(index) : "";
  }

  private static void printLine(
      PrintStream out, String tried, String expected, String seen, String held) {
    String row =
        String.format(
            "%-" + TRIED + "s  %-" + EXPECTED + "s  %-" + SEEN + "s  %s",
            tried,
            expected,
            seen,
            held);
    out.println(row.stripTrailing());
  }

  /** Breaks a text at its blanks; a longer word is broken where the line ends. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int blank = rest.lastIndexOf(' ', width);
      int end = blank > 0 ? blank : width;
      lines.add(rest.substring(0, end));
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
