package cli;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command line of {@code --name value} pairs and {@code --name} flags. Which there are is read
 * from the help text, where each has a line like "{@code --name VALUE what it does}".
 */
public final class Arguments {
  private static final Pattern HELP_LINE = Pattern.compile("(?m)^ +(--[a-z-]+)(?: (\\S+))?");

  /** A command line that makes no sense; the message is a sentence for its author. */
  public static final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
      super(message);
    }
  }

  private final Map<String, String> values = new TreeMap<>();

  /**
   * Reads a command line.
   *
   * @throws UsageException if it has an option that the help does not, or a value is missing
   */
  public Arguments(String help, String... commandLine) {
    Map<String, Boolean> takesValue = new HashMap<>();
    for (Matcher line = HELP_LINE.matcher(help); line.find(); ) {
      takesValue.put(line.group(1), line.group(2) != null);
    }
    for (Iterator<String> rest = Arrays.asList(commandLine).iterator(); rest.hasNext(); ) {
      String name = rest.next();
      if (!takesValue.containsKey(name)) {
        throw new UsageException("there is no option " + name + ": --help lists them");
      }
      if (takesValue.get(name) && !rest.hasNext()) {
        throw new UsageException(name + " needs a value");
      }
      values.put(name, takesValue.get(name) ? rest.next() : "");
    }
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** Parts between commas; empty when the option is not given. */
  public List<String> list(String name) {
    return has(name) ? List.of(values.get(name).split(",")) : List.of();
  }

  public int integer(String name, int otherwise, int min, int max) {
    return (int) whole(name, otherwise, min, max);
  }

  public long whole(String name, long otherwise, long min, long max) {
    try {
      long value = has(name) ? Long.parseLong(values.get(name)) : otherwise;
      if (!has(name) || value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the sentence below, which holds for this case too.
    }
    throw outside(name, "a whole number from " + min + " to " + max);
  }

  public double number(String name, double otherwise, double min, double max) {
    try {
      double value = has(name) ? Double.parseDouble(values.get(name)) : otherwise;
      if (!has(name) || value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the sentence below, which holds for this case too.
    }
    throw outside(name, "a number from " + min + " to " + max);
  }

  private UsageException outside(String name, String wanted) {
    return new UsageException(name + " must be " + wanted + ", not '" + values.get(name) + "'");
  }

  /** Refuses two options together. */
  public void refuseBoth(String one, String other) {
    if (has(one) && has(other)) {
      throw new UsageException(one + " and " + other + " exclude each other");
    }
  }
}
