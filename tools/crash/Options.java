package crash;

import cli.Arguments;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a crash run is to do.
 *
 * @param cluster a store over etcd
 * @param faults the run ends after so many; 0 for no such bound
 * @param kills processes to kill; the run ends with the fault that reaches this, unless faults are
 *     counted
 * @param seconds the run ends after so many, even with fewer kills; 0 for no such bound
 * @param clients that load the store at the same time
 * @param frontends that they go to
 * @param pauseMillis between two requests of a client, at most
 * @param interval seconds between two faults, on average
 * @param past purchases that were made before
 * @param seed of all random choices
 * @param folder gets the store's files and logs; null for one below build/
 */
record Options(
    boolean cluster,
    int faults,
    int kills,
    int seconds,
    int clients,
    int frontends,
    int pauseMillis,
    double interval,
    int past,
    long seed,
    Path folder) {
  static final String HELP =
      """
      Usage: make crash ARGS="--kills 300 --seed 1"

      Kills the store's services at random while clients read and buy; puts back older copies of
      its files, edits and replaces them, starts a second order service. Checks that nothing is
      lost, sold twice, or half done, and that all replies together are linearizable: that each
      shows what was true at some moment between request and reply, whichever frontend it came from.

        --cluster      a store over etcd: two of each service and three members; leaders and members
                       are killed, hung and cut off, one at a time, several, and all at once
        --faults N     end after N faults, instead of counting kills (with --cluster 20)
        --kills N      processes to kill (20); 0: no faults at all, only load and checks
        --seconds S    end after S seconds, even with fewer kills (no bound)
        --clients N    clients at the same time (16)
        --frontends N  that the clients go to, each to all of them (2; with --cluster always 2)
        --pause M      between two requests of a client: at most so many milliseconds (80)
        --interval S   seconds from one fault to the next (1.5)
        --past N       purchases made before the run, 101 to 1,000,000 (32800); the catalog begins a
                       new segment of its journal at 32,868
        --seed N       of the random choices (a new one each time)
        --folder DIR   for the store's files and logs, kept after the run (one below build/, kept
                       only when a check fails)
        --help

      Exit status: 0, every check held; 1, one did not: what, and which files to look at, stands at
      the end; 2, senseless options, or the store did not start at all.
      """;

  static Options parse(String... commandLine) {
    Arguments arguments = new Arguments(HELP, commandLine);
    String folder = arguments.text("--folder", "");
    boolean cluster = arguments.has("--cluster");
    Options options =
        new Options(
            cluster,
            arguments.integer("--faults", cluster ? 20 : 0, 1, 1_000_000),
            arguments.integer("--kills", 20, 0, 1_000_000),
            arguments.integer("--seconds", 0, 1, 1_000_000),
            arguments.integer("--clients", 16, 1, 1000),
            arguments.integer("--frontends", 2, 1, 10),
            arguments.integer("--pause", 80, 0, 60_000),
            arguments.number("--interval", 1.5, 0.1, 3600),
            arguments.integer("--past", 32_800, StartingFiles.JOURNAL_BEGINS + 1, 1_000_000),
            arguments.whole(
                "--seed", ThreadLocalRandom.current().nextInt(1_000_000), 0, Integer.MAX_VALUE),
            folder.isEmpty() ? null : Path.of(folder));
    if (options.isWithoutFaults() && options.seconds == 0) {
      throw new Arguments.UsageException("--kills 0 needs --seconds: nothing else ends the run");
    }
    return options;
  }

  /** Only load and checks. */
  boolean isWithoutFaults() {
    return kills == 0 && faults == 0;
  }

  /** Whether so many faults, or so many kills, are enough. */
  boolean isReachedBy(int faultsDone, int killed) {
    return faults > 0 ? faultsDone >= faults : killed >= kills;
  }

  /** How much of the run is over, for people. */
  String progress(int faultsDone, int killed) {
    return faults > 0
        ? faultsDone + " of " + faults + " faults"
        : killed + " of " + kills + " killed";
  }

  /** The command that makes the same choices again. */
  String command() {
    return String.format(
        Locale.ROOT,
        "make crash ARGS=\"%s --clients %d --frontends %d --pause %d --interval %s --past"
            + " %d --seed %d%s\"",
        (cluster ? "--cluster " : "") + (faults > 0 ? "--faults " + faults : "--kills " + kills),
        clients,
        frontends,
        pauseMillis,
        interval,
        past,
        seed,
        seconds == 0 ? "" : " --seconds " + seconds);
  }
}
