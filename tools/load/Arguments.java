package load;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A command line of {@code --name value} pairs and {@code --name} flags. */
final class Arguments {
  /** A command line that makes no sense; the message is a sentence for its author. */
  static final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }

  private final Map<String, String> values = new TreeMap<>();

  Arguments(Set<String> names, Set<String> flags, String... arguments) {
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String name = rest.next();
      if (flags.contains(name)) {
        values.put(name, "");
      } else if (!names.contains(name)) {
        throw new UsageException("there is no option " + name + ": --help lists them");
      } else if (!rest.hasNext()) {
        throw new UsageException(name + " needs a value");
      } else {
        values.put(name, rest.next());
      }
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** Parts between commas; empty when the option is not given. */
  List<String> list(String name) {
    return has(name) ? List.of(values.get(name).split(",")) : List.of();
  }

  int integer(String name, int otherwise, int least, int most) {
    return (int) whole(name, otherwise, least, most);
  }

  long whole(String name, long otherwise, long least, long most) {
    try {
      long value = has(name) ? Long.parseLong(values.get(name)) : otherwise;
      if (!has(name) || value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the sentence below, which holds for this case too.
    }
    throw new UsageException(
        name + " must be a whole number from " + least + " to " + most + ", not " + shown(name));
  }

  double number(String name, double otherwise, double least, double most) {
    try {
      double value = has(name) ? Double.parseDouble(values.get(name)) : otherwise;
      if (!has(name) || value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the sentence below, which holds for this case too.
    }
    throw new UsageException(
        name + " must be a number from " + least + " to " + most + ", not " + shown(name));
  }

  private String shown(String name) {
    return "'" + values.get(name) + "'";
  }
}
