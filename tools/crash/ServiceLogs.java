package crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the services' logs tell of recoveries, and of errors. */
final class ServiceLogs {
  private static final Pattern LATE = Pattern.compile("in touch with the catalog; (\\d+) sales");
  private static final Pattern REPLAYED = Pattern.compile("(\\d+) movements replayed");
  private static final int MAX_ERRORS = 5;

  private long late;
  private long replayed;
  private long torn;
  private final List<String> errors = new ArrayList<>();

  /** Reads a log from its beginning. */
  ServiceLogs add(Path log) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(log),
                StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        add(log, line);
      }
    }
    return this;
  }

  private void add(Path log, String line) {
    late += number(LATE, line);
    replayed += number(REPLAYED, line);
    torn += line.contains("cut off a torn write") ? 1 : 0;
    if (line.contains(" ERROR ") && errors.size() < MAX_ERRORS) {
      errors.add(log.getFileName() + ": " + line);
    }
  }

  private static long number(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /** Sales that got their orders from the catch-up. */
  long late() {
    return late;
  }

  /** Sales and changes that a checkpoint did not have. */
  long replayed() {
    return replayed;
  }

  /** Writes that a crash cut short. */
  long torn() {
    return torn;
  }

  /** The first lines of level ERROR. */
  List<String> errors() {
    return errors;
  }
}
