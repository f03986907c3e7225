package cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  private static final String HELP =
      """
      Usage: make it ARGS="--count 5"

        --count N    how many, of --count and others (1)
        --names A,B  which
        --quiet      say nothing
        --help
      """;

  private static int count(String... commandLine) {
    return new Arguments(HELP, commandLine).integer("--count", 1, 0, 10);
  }

  @Test
  void options_areThoseOfTheHelp() {
    Arguments in = new Arguments(HELP, "--quiet", "--names", "a,b");
    assertTrue(in.has("--quiet"));
    assertFalse(in.has("--help"));
    assertEquals(List.of("a", "b"), in.list("--names"));
    assertEquals(List.of(), new Arguments(HELP).list("--names"));
  }

  @Test
  void integer_takesItsBounds() {
    assertEquals(1, count());
    assertEquals(0, count("--count", "0"));
    assertEquals(10, count("--count", "10"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--count 11", "--count -1", "--count x", "--count", "--nope", "nope"})
  void nonsense_isRefusedWithASentence(String line) {
    assertThrows(Arguments.UsageException.class, () -> count(line.split(" ")));
  }

  @Test
  void refuseBoth_refusesOnlyBoth() {
    Arguments one = new Arguments(HELP, "--quiet");
    one.refuseBoth("--quiet", "--count");
    Arguments both = new Arguments(HELP, "--quiet", "--count", "5");
    assertThrows(Arguments.UsageException.class, () -> both.refuseBoth("--quiet", "--count"));
  }
}
