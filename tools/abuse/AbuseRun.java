package abuse;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Makes the attacks, one after the other. */
final class AbuseRun {
  /** Of an attack beside which normal clients were slow: the machine may have been busy. */
  private static final int TRIES = 3;

  private AbuseRun() {}

  /** The attacks that the options select. */
  static List<Attack> attacks(AbuseOptions options) {
    return Stream.concat(ordinary().stream(), HugeCatalogAttacks.list().stream())
        .filter(options::selects)
        .toList();
  }

  /** Those on a store with an ordinary catalogue: the quick ones first. */
  private static List<Attack> ordinary() {
    return Stream.of(
            RawAttacks.list(),
            ClientAttacks.list(),
            WebSiteAttacks.list(),
            ReflectionAttacks.list(),
            SendingAttacks.list(),
            SlowAttacks.list(),
            FloodAttacks.list(),
            GrpcAttacks.list(),
            CrowdAttacks.list())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Starts the stores that are needed and makes the attacks.
   *
   * @param folder for the stores' files and logs
   * @param table gets a row for each attack
   */
  static void run(
      List<Attack> attacks,
      AbuseOptions options,
      Path folder,
      AbuseTable table,
      PrintStream progress)
      throws IOException, InterruptedException {
    List<Attack> huge = HugeCatalogAttacks.list().stream().filter(options::selects).toList();
    int count = attacks.size() - huge.size();
    run(attacks.subList(0, count), Target.Catalogue.ORDINARY, options, folder, table, progress);
    run(huge, Target.Catalogue.HUGE, options, folder.resolve("huge"), table, progress);
  }

  private static void run(
      List<Attack> attacks,
      Target.Catalogue catalogue,
      AbuseOptions options,
      Path folder,
      AbuseTable table,
      PrintStream progress)
      throws IOException, InterruptedException {
    if (attacks.isEmpty()) {
      return;
    }
    try (Target target = new Target(catalogue, folder, options)) {
      target.start();
      for (Attack attack : attacks) {
        Findings findings = make(attack, target, progress);
        target.restore(progress);
        for (int tries = 1; tries < TRIES && findings.isDoubtful(); tries++) {
          findings = make(attack, target, progress);
          target.restore(progress);
        }
        table.add(attack, findings);
      }
    }
  }

  private static Findings make(Attack attack, Target target, PrintStream progress)
      throws InterruptedException {
    Findings findings = new Findings();
    long start = System.nanoTime();
    try {
      attack.action().run(target, findings);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      findings.check(false, e.getClass().getSimpleName() + ": " + e.getMessage());
    }
    double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    progress.printf(
        Locale.ROOT,
        "%6.1f s  %-5s %s: %s%s%n",
        seconds,
        findings.verdict().word(),
        attack.group(),
        attack.name(),
        findings.verdict() == Findings.Verdict.HELD ? "" : ": " + findings.seen());
    return findings;
  }
}
