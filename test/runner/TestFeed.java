package runner;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Says how the tests go: a line for each class when it is through, and each failure at once. */
final class TestFeed implements TestExecutionListener {
  private final List<PrintStream> outputs;
  private TestPlan plan;
  private int passed;
  private int failed;
  private int passedBefore;
  private int failedBefore;
  private long classStart;

  TestFeed(List<PrintStream> outputs) {
    this.outputs = outputs;
  }

  int passed() {
    return passed;
  }

  /** Tests that failed, and classes whose own preparation failed. */
  int failed() {
    return failed;
  }

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    if (isTopClass(test)) {
      passedBefore = passed;
      failedBefore = failed;
      classStart = System.nanoTime();
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    print("skipped " + path(test) + ": " + reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    switch (result.getStatus()) {
      case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
      case ABORTED ->
          executionSkipped(
              test, result.getThrowable().map(Throwable::getMessage).orElse("aborted"));
      case FAILED -> {
        failed++;
        print("FAILED " + path(test) + result.getThrowable().map(Failures::describe).orElse(""));
      }
    }
    if (isTopClass(test)) {
      printClass(test);
    }
  }

  private void printClass(TestIdentifier test) {
    int bad = failed - failedBefore;
    String line =
        String.format(
            Locale.ROOT,
            "  %-44s %4d passed%s  %.1f s",
            name(test),
            passed - passedBefore,
            bad == 0 ? "" : ", " + bad + " failed",
            (System.nanoTime() - classStart) / 1e9);
    print(line);
  }

  private boolean isTopClass(TestIdentifier test) {
    return plan.getParent(test).map(parent -> plan.getParent(parent).isEmpty()).orElse(false);
  }

  /** From the class down to the test. */
  private String path(TestIdentifier test) {
    Deque<String> path = new ArrayDeque<>();
    TestIdentifier at = test;
    while (!isTopClass(at) && plan.getParent(at).isPresent()) {
      path.addFirst(at.getDisplayName());
      at = plan.getParent(at).get();
    }
    path.addFirst(name(at));
    return String.join(" > ", path);
  }

  private static String name(TestIdentifier test) {
    return test.getSource()
        .filter(ClassSource.class::isInstance)
        .map(source -> ((ClassSource) source).getClassName())
        .orElse(test.getDisplayName());
  }

  private void print(String text) {
    outputs.forEach(output -> output.println(text));
  }
}
