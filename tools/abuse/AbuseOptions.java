package abuse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * What an abuse run is to do.
 *
 * @param brief smaller crowds and shorter attacks
 * @param list only print the attacks
 * @param only parts of group or name; an attack that has one of them is made; all if empty
 * @param folder for the store's files and logs; null for one below build/
 */
record AbuseOptions(boolean brief, boolean list, List<String> only, Path folder) {
  static final String HELP =
      """
      Starts a store of its own on free ports of this machine, attacks it as a hostile or clumsy
      client could, and tells what held.

      usage: make abuse ARGS="--short"

        --short        smaller crowds, shorter attacks: under three minutes
        --only A,B     only attacks whose group or name contains one of these words
        --list         list the attacks and make none
        --folder F     for the store's files and logs, kept after the run
                                           one below build/, kept only when something did not hold

      The table at the end says for each attack what was tried, expected and seen, and whether the
      store held ("limit": not better than the README's limits say). An attack beside which normal
      clients were slow or turned away is made up to three times, as the machine may be busy.
      Status 0: everything held, but for known limits. 1: something did not. 2: bad arguments, or
      the store did not start at all.
      """;

  /** Why a command line makes no sense, in a sentence. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String sentence) {
      super(sentence);
    }
  }

  static AbuseOptions parse(String... arguments) throws UsageException {
    boolean brief = false;
    boolean list = false;
    List<String> only = new ArrayList<>();
    Path folder = null;
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String name = rest.next();
      switch (name) {
        case "--short" -> brief = true;
        case "--list" -> list = true;
        case "--only" -> only.addAll(List.of(value(name, rest).split(",")));
        case "--folder" -> folder = Path.of(value(name, rest));
        default -> throw new UsageException("there is no option " + name + ": --help lists them");
      }
    }
    return new AbuseOptions(brief, list, List.copyOf(only), folder);
  }

  private static String value(String name, Iterator<String> rest) throws UsageException {
    if (!rest.hasNext()) {
      throw new UsageException(name + " needs a value");
    }
    return rest.next();
  }

  /** Whether an attack is to be made. */
  boolean selects(Attack attack) {
    return only.isEmpty()
        || only.stream()
            .anyMatch(word -> attack.group().contains(word) || attack.name().contains(word));
  }

  /** A number that depends on the size of the run. */
  int scale(int full, int whenShort) {
    return brief ? whenShort : full;
  }
}
