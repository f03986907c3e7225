package runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import store.ProgramRun;

/** The test runner, on a class of its own. */
final class TestMainTest {
  private static final String SAMPLE =
      """
      package sample;

      import org.junit.jupiter.api.Assertions;
      import org.junit.jupiter.api.Nested;
      import org.junit.jupiter.api.Tag;
      import org.junit.jupiter.api.Test;

      class SampleTest {
        @Test void good() { System.out.println("printed by a test"); }

        @Nested class Inner {
          @Test void bad() { Assertions.assertEquals(1, 2, "sum"); }
        }

        @Test void exits() {
          if (System.getenv("EXIT") != null) System.exit(0);
        }

        @Tag("cluster") @Test void takesMinutes() {}
      }
      """;
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @TempDir static Path folder;

  @BeforeAll
  static void compile() throws Exception {
    Path source = Files.writeString(folder.resolve("SampleTest.java"), SAMPLE);
    String[] options = {
      "-d", folder.toString(), "-cp", CLASS_PATH, "-proc:none", source.toString()
    };
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, options));
  }

  private static ProgramRun run(Map<String, String> environment, String... names) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", folder + File.pathSeparator + CLASS_PATH, "runner.TestMain"));
    command.addAll(List.of(folder.toString(), folder.resolve("log").toString()));
    command.addAll(List.of(names));
    return ProgramRun.run(command, environment);
  }

  private static String log() throws Exception {
    return Files.readString(folder.resolve("log"));
  }

  @Test
  void all_namesClassAndFailureWithItsOwnFrames_andCounts() throws Exception {
    ProgramRun run = run(Map.of());
    assertEquals(1, run.status(), run.output());
    List<String> lines = run.output().lines().toList();
    assertEquals("FAILED sample.SampleTest > Inner > bad()", lines.get(0));
    assertEquals(
        "    org.opentest4j.AssertionFailedError: sum ==> expected: <1> but was: <2>",
        lines.get(1));
    assertEquals("        at sample.SampleTest$Inner.bad(SampleTest.java:12)", lines.get(2));
    assertTrue(lines.get(3).matches("  sample.SampleTest +2 passed, 1 failed .*"), lines.get(3));
    assertEquals("2 passed, 1 failed", lines.get(lines.size() - 1));
  }

  @Test
  void whatTestsPrint_isInTheLogOnly() throws Exception {
    ProgramRun run = run(Map.of(), "SampleTest#good");
    assertEquals(0, run.status(), run.output());
    assertTrue(run.output().endsWith("\n1 passed, 0 failed\n"), run.output());
    assertFalse(run.output().contains("printed by a test"), run.output());
    assertTrue(log().contains("printed by a test"), log());
  }

  @Test
  void aPackageOrAClass_isTheTestsInIt() throws Exception {
    for (String name : List.of("sample", "SampleTest", "sample.SampleTest")) {
      ProgramRun run = run(Map.of(), name);
      assertTrue(run.output().endsWith("\n3 passed, 1 failed\n"), name + ": " + run.output());
    }
  }

  @Test
  void ofACluster_runsOnlyWhenItIsNamed() throws Exception {
    assertFalse(run(Map.of()).output().contains("3 passed"));
    ProgramRun run = run(Map.of(), "SampleTest#takesMinutes");
    assertTrue(run.output().endsWith("\n1 passed, 0 failed\n"), run.output());
  }

  @Test
  void nothingToRun_isStatus2() throws Exception {
    ProgramRun run = run(Map.of(), "no.such.thing");
    assertEquals(2, run.status(), run.output());
    assertTrue(run.output().startsWith("no test ran; "), run.output());
    assertTrue(run.output().endsWith("\n0 passed, 0 failed\n"), run.output());
  }

  @Test
  void unknownClass_isStatus2() throws Exception {
    ProgramRun run = run(Map.of(), "sample.OtherTest");
    assertEquals(2, run.status(), run.output());
    assertEquals("there is no test class sample.OtherTest under test/\n", run.errors());
  }

  @Test
  void aTestThatExits_isNoSuccess() throws Exception {
    ProgramRun run = run(Map.of("EXIT", "yes"), "SampleTest#exits");
    assertEquals(1, run.status(), run.output());
    assertTrue(run.output().contains("the test run broke off before its end"), run.output());
  }
}
