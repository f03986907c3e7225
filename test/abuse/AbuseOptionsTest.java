package abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AbuseOptionsTest {
  private static final Attack ATTACK = new Attack("slow", "nine bytes", "an end", (t, f) -> {});

  private static AbuseOptions parse(String... arguments) throws AbuseOptions.UsageException {
    return AbuseOptions.parse(arguments);
  }

  @Test
  void parse_nothing_isTheWholeRun() throws Exception {
    assertEquals(new AbuseOptions(false, false, List.of(), null), parse());
  }

  @Test
  void parse_allOptions() throws Exception {
    assertEquals(
        new AbuseOptions(true, true, List.of("raw", "slow"), Path.of("x")),
        parse("--short", "--list", "--only", "raw,slow", "--folder", "x"));
  }

  @Test
  void parse_unknownOption_isRefused() {
    Exception refusal = assertThrows(AbuseOptions.UsageException.class, () -> parse("--fast"));
    assertEquals("there is no option --fast: --help lists them", refusal.getMessage());
  }

  @Test
  void parse_missingValue_isRefused() {
    Exception refusal = assertThrows(AbuseOptions.UsageException.class, () -> parse("--only"));
    assertEquals("--only needs a value", refusal.getMessage());
  }

  @Test
  void selects_byGroupOrName() throws Exception {
    assertTrue(parse().selects(ATTACK));
    assertTrue(parse("--only", "raw,slow").selects(ATTACK));
    assertTrue(parse("--only", "nine").selects(ATTACK));
    assertFalse(parse("--only", "raw").selects(ATTACK));
  }

  @Test
  void scale_dependsOnTheSizeOfTheRun() throws Exception {
    assertEquals(5000, parse().scale(5000, 500));
    assertEquals(500, parse("--short").scale(5000, 500));
  }
}
