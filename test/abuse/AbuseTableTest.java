package abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AbuseTableTest {
  private final AbuseTable table = new AbuseTable();

  private void add(String name, Consumer<Findings> outcome) {
    Findings findings = new Findings();
    outcome.accept(findings);
    table.add(new Attack("slow", name, "an end", (t, f) -> {}), findings);
  }

  private List<String> printed() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(l -> l.replaceAll(" +", " "))
        .toList();
  }

  @Test
  void print_aRowForEachAttack_andTheCounts() {
    add("nine bytes", findings -> findings.note("5 s"));
    add("a large header", findings -> findings.limit("closed"));
    add(
        "a flood",
        findings -> {
          findings.note("64 MB");
          findings.check(true, "never shown");
          findings.check(false, "it died");
        });

    List<String> lines = printed();
    assertTrue(lines.contains("slow: nine bytes an end 5 s yes"), lines::toString);
    assertTrue(lines.contains("slow: a large header an end closed limit"), lines::toString);
    assertTrue(lines.contains("slow: a flood an end it died; 64 MB NO"), lines::toString);
    assertEquals("held: 1, known limits: 1, not held: 1", lines.get(lines.size() - 1));
  }

  @Test
  void allHeld_knownLimits_areNoFailures() {
    add("nine bytes", findings -> {});
    add("a large header", findings -> findings.limit("closed"));
    assertTrue(table.allHeld());
  }

  @Test
  void allHeld_aFailedCheckBesideALimit_isAFailure() {
    add(
        "a flood",
        findings -> {
          findings.limit("closed");
          findings.check(false, "it died");
        });
    assertFalse(table.allHeld());
  }

  @Test
  void wrap_breaksAtBlanks_andLongWordsAtTheEnd() {
    assertEquals(List.of("one two", "three"), AbuseTable.wrap("one two three", 8));
    assertEquals(List.of("12345678", "90"), AbuseTable.wrap("1234567890", 8));
    assertEquals(List.of(""), AbuseTable.wrap("", 8));
  }
}
