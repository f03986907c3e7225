package crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import crash.CrashOptions.UsageException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CrashOptionsTest {
  @Test
  void parse_allOptions_takesThem() throws UsageException {
    CrashOptions options =
        CrashOptions.parse(
            "--kills",
            "300",
            "--seconds",
            "60",
            "--clients",
            "32",
            "--interval",
            "1.25",
            "--past",
            "1000",
            "--seed",
            "7",
            "--folder",
            "here");
    assertEquals(new CrashOptions(300, 60, 32, 1.25, 1000, 7, Path.of("here")), options);
  }

  @Test
  void command_makesTheSameChoicesAgain() throws UsageException {
    CrashOptions options = CrashOptions.parse("--seed", "7", "--seconds", "9");
    assertEquals(
        "make crash ARGS=\"--kills 20 --clients 16 --interval 1.5 --past 32700 --seed 7 --seconds"
            + " 9\"",
        options.command());
  }

  @Test
  void parse_whatMakesNoSense_saysWhy() {
    assertEquals("there is no option --kill: --help lists them", refusal("--kill", "3"));
    assertEquals("--kills needs a value", refusal("--kills"));
    assertEquals(
        "--clients must be a number from 1 to 1000, not many", refusal("--clients", "many"));
    assertEquals("--kills must be a number from 1 to 1000000, not 0", refusal("--kills", "0"));
  }

  private static String refusal(String... arguments) {
    return assertThrows(UsageException.class, () -> CrashOptions.parse(arguments)).getMessage();
  }
}
