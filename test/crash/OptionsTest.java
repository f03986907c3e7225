package crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cli.Arguments.UsageException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void parse_allOptions_takesThem() {
    String commandLine =
        "--kills 300 --seconds 60 --clients 32 --frontends 3 --pause 5 --interval 1.25 --past 1000"
            + " --seed 7 --folder here";
    assertEquals(
        new Options(false, 0, 300, 60, 32, 3, 5, 1.25, 1000, 7, Path.of("here")),
        Options.parse(commandLine.split(" ")));
  }

  @Test
  void command_makesTheSameChoicesAgain() {
    Options options = Options.parse("--seed", "7", "--seconds", "9");
    assertEquals(
        "make crash ARGS=\"--kills 20 --clients 16 --frontends 2 --pause 80 --interval 1.5 --past"
            + " 32800 --seed 7 --seconds 9\"",
        options.command());
  }

  @Test
  void cluster_countsFaults_unlessToldOtherwise() {
    Options options = Options.parse("--cluster");
    assertFalse(options.isReachedBy(19, 100));
    assertTrue(options.isReachedBy(20, 0));
    assertTrue(options.command().startsWith("make crash ARGS=\"--cluster --faults 20 "));
    assertTrue(Options.parse("--kills", "5").isReachedBy(0, 5));
  }

  @Test
  void parse_whatMakesNoSense_saysWhy() {
    assertEquals("there is no option --kill: --help lists them", refusal("--kill", "3"));
    assertEquals(
        "--clients must be a whole number from 1 to 1000, not 'many'",
        refusal("--clients", "many"));
    assertEquals("--kills 0 needs --seconds: nothing else ends the run", refusal("--kills", "0"));
  }

  private static String refusal(String... arguments) {
    return assertThrows(UsageException.class, () -> Options.parse(arguments)).getMessage();
  }
}
