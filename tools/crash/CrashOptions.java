package crash;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a crash run is to do.
 *
 * @param kills processes to kill; the run ends with the fault that reaches this
 * @param seconds the run ends after so many, even with fewer kills; 0 for no such bound
 * @param clients that load the store at the same time
 * @param interval seconds between two faults, on average
 * @param past purchases that were made before
 * @param seed of all random choices
 * @param folder gets the store's files and logs; null for one below build/
 */
record CrashOptions(
    int kills, int seconds, int clients, double interval, int past, long seed, Path folder) {
  static final String HELP =
      """
      Kills the store's services at random while clients buy, and checks that nothing is lost,
      sold twice, or half done.

      usage: make crash ARGS="--kills 300 --seed 1"

        --kills N      processes to kill                              20
        --seconds S    end after S seconds, even with fewer kills     no bound
        --clients N    clients at the same time, 1 to 1000            16
        --interval S   seconds from one fault to the next             1.5
        --past N       purchases made before the run, 0 to 1,000,000; the
                       catalog begins a new segment at 32,768         32700
        --seed N       of the random choices                          a new one each time
        --folder F     for the store's files and logs, kept after the run
                                                                      one below build/, kept only
                                                                      when a check fails

      Status 0: every check held. 1: one did not; what, and which files to look at, stands at the
      end. 2: bad arguments, or the store did not start at all.
      """;

  /** Why a command line makes no sense, in a sentence. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String sentence) {
      super(sentence);
    }
  }

  static CrashOptions parse(String... arguments) throws UsageException {
    int kills = 20;
    int seconds = 0;
    int clients = 16;
    double interval = 1.5;
    int past = 32_700;
    long seed = ThreadLocalRandom.current().nextInt(1, 1_000_000);
    Path folder = null;
    List<String> words = Arrays.asList(arguments);
    for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
      String name = rest.next();
      switch (name) {
        case "--kills" -> kills = (int) number(name, rest, 1, 1_000_000);
        case "--seconds" -> seconds = (int) number(name, rest, 1, 1_000_000);
        case "--clients" -> clients = (int) number(name, rest, 1, 1000);
        case "--interval" -> interval = number(name, rest, 0.1, 3600);
        case "--past" -> past = (int) number(name, rest, 0, 1_000_000);
        case "--seed" -> seed = (long) number(name, rest, 0, Integer.MAX_VALUE);
        case "--folder" -> folder = Path.of(value(name, rest));
        default -> throw new UsageException("there is no option " + name + ": --help lists them");
      }
    }
    return new CrashOptions(kills, seconds, clients, interval, past, seed, folder);
  }

  private static double number(String name, Iterator<String> rest, double least, double most)
      throws UsageException {
    String value = value(name, rest);
    try {
      double number = Double.parseDouble(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    throw new UsageException(
        String.format(
            "%s must be a number from %s to %.0f, not %s", name, shown(least), most, value));
  }

  private static String shown(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  private static String value(String name, Iterator<String> rest) throws UsageException {
    if (!rest.hasNext()) {
      throw new UsageException(name + " needs a value");
    }
    return rest.next();
  }

  /** The command that makes the same choices again. */
  String command() {
    return String.format(
        Locale.ROOT,
        "make crash ARGS=\"--kills %d --clients %d --interval %s --past %d --seed %d%s\"",
        kills,
        clients,
        interval,
        past,
        seed,
        seconds == 0 ? "" : " --seconds " + seconds);
  }
}
