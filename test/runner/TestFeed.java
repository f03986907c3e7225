package runner;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Says how the tests go: a line for each class when it is through, and each failure at once.
 * Several classes may be on their way.
 */
final class TestFeed implements TestExecutionListener {
  private final List<PrintStream> outputs;

  /** By the class at the top, of those on their way. */
  private final Map<TestIdentifier, Count> classes = new HashMap<>();

  private final Count all = new Count();
  private TestPlan plan;

  private static final class Count {
    private final long start = System.nanoTime();
    private int passed;
    private int failed;
  }

  TestFeed(List<PrintStream> outputs) {
    this.outputs = outputs;
  }

  synchronized int passed() {
    return all.passed;
  }

  /** Tests that failed, and classes whose own preparation failed. */
  synchronized int failed() {
    return all.failed;
  }

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
  }

  @Override
  public synchronized void executionStarted(TestIdentifier test) {
    if (isTopClass(test)) {
      classes.put(test, new Count());
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    print("skipped " + path(test) + ": " + reason);
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    switch (result.getStatus()) {
      case SUCCESSFUL -> count(test, test.isTest() ? 1 : 0, 0);
      case ABORTED ->
          executionSkipped(
              test, result.getThrowable().map(Throwable::getMessage).orElse("aborted"));
      case FAILED -> {
        count(test, 0, 1);
        print("FAILED " + path(test) + result.getThrowable().map(Failures::describe).orElse(""));
      }
    }
    if (isTopClass(test)) {
      printClass(test, classes.remove(test));
    }
  }

  private void count(TestIdentifier test, int passed, int failed) {
    Count ofClass = classes.getOrDefault(topClass(test), new Count());
    for (Count count : List.of(all, ofClass)) {
      count.passed += passed;
      count.failed += failed;
    }
  }

  private TestIdentifier topClass(TestIdentifier test) {
    TestIdentifier at = test;
    while (!isTopClass(at) && plan.getParent(at).isPresent()) {
      at = plan.getParent(at).get();
    }
    return at;
  }

  private void printClass(TestIdentifier test, Count count) {
    String line =
        String.format(
            Locale.ROOT,
            "  %-44s %4d passed%s  %.1f s",
            name(test),
            count.passed,
            count.failed == 0 ? "" : ", " + count.failed + " failed",
            (System.nanoTime() - count.start) / 1e9);
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
