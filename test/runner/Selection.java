package runner;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;

/** What the names in TESTS stand for. */
final class Selection {
  private final Path classes;

  /**
   * @param classes the folder of the test classes
   */
  Selection(Path classes) {
    this.classes = classes;
  }

  /**
   * Each name is a package ({@code frontend}), a class with or without its package ({@code
   * JsonTest}), or a method of one ({@code JsonTest#method}); no name at all stands for all tests.
   *
   * @throws IllegalArgumentException if there is no such class
   */
  List<DiscoverySelector> select(List<String> names) throws IOException {
    if (names.isEmpty()) {
      return List.copyOf(selectClasspathRoots(Set.of(classes)));
    }
    List<DiscoverySelector> selectors = new ArrayList<>();
    for (String name : names) {
      selectors.add(select(name));
    }
    return selectors;
  }

  private DiscoverySelector select(String name) throws IOException {
    String[] parts = name.split("#", 2);
    String last = parts[0].substring(parts[0].lastIndexOf('.') + 1);
    boolean isClass = !last.isEmpty() && Character.isUpperCase(last.charAt(0));
    if (parts.length == 2) {
      return selectMethod(className(parts[0]), parts[1]);
    }
    return isClass ? selectClass(className(name)) : selectPackage(name);
  }

  private String className(String name) throws IOException {
    Path wanted = Path.of(name.replace('.', File.separatorChar) + ".class");
    try (Stream<Path> files = Files.walk(classes)) {
      Optional<Path> found = files.filter(file -> file.endsWith(wanted)).findFirst();
      String file =
          classes
              .relativize(
                  found.orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "there is no test class " + name + " under test/")))
              .toString();
      return file.substring(0, file.length() - ".class".length()).replace(File.separatorChar, '.');
    }
  }
}
