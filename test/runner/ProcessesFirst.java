package runner;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * The tests of whole processes come first: they take longest, and one of them that began last would
 * keep the others' threads idle.
 */
public final class ProcessesFirst implements ClassOrderer {
  private static final String PROCESSES = "system";

  @Override
  public void orderClasses(ClassOrdererContext context) {
    context
        .getClassDescriptors()
        .sort(
            Comparator.comparing(
                (ClassDescriptor test) -> !test.getTestClass().getPackageName().equals(PROCESSES)));
  }
}
