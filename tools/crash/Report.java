package crash;

import crash.Observations.Count;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import store.ServiceProcess;

/** What a run did and what was checked, for a person. */
final class Report {
  private final Run run;
  private final Observations seen;
  private final PrintStream out;

  Report(Run run, PrintStream out) {
    this.run = run;
    this.seen = run.seen();
    this.out = out;
  }

  void print(List<String> failures) throws IOException {
    faults();
    purchases();
    checked();
    logs();
    run.verified().lines().forEach(text -> line("verify", "%s", text));
    out.println();
    failures.forEach(failure -> out.println("FAILED: " + failure));
  }

  private void faults() {
    line("faults", "%s, in %,.0f s", run.faults().summary(), seen.now() / 1e9);
    line("", "%s", run.subject().summary());
    List<Long> outages = run.faults().outages();
    if (!outages.isEmpty()) {
      line(
          "outages",
          "from a fault to the next purchase: median %.2f s, longest %.2f s; longest time"
              + " without a purchase over several faults %.2f s",
          outages.get(outages.size() / 2) / 1e9,
          outages.get(outages.size() - 1) / 1e9,
          seen.longestPause() / 1e9);
    }
  }

  private void purchases() {
    line(
        "purchases",
        "%,d with a key, %,d without; %,d repeats, %,d keys used for another purchase, %,d for"
            + " two of the same checksum; %,d made before",
        seen.counted(Count.KEYED),
        seen.counted(Count.UNKEYED),
        seen.counted(Count.REPEATS),
        seen.counted(Count.OTHER_BODIES),
        seen.counted(Count.TWINS),
        seen.pastPurchases());
    long unkeyedRows =
        run.after().rows().stream().filter(row -> !row.id().startsWith("k-")).count();
    long unkeyedOrders = count(seen.unkeyed(), Purchase::hasOrder);
    line(
        "answers",
        "%,d orders, %,d refusals; %,d purchases had an unknown outcome: %,d with a key, all"
            + " answered later, %,d without, of which %,d have an order",
        count(seen.purchases(), Purchase::hasOrder) - seen.pastPurchases(),
        count(seen.purchases(), Purchase::isRefused),
        count(seen.purchases(), Purchase::hadUnknownOutcome),
        count(seen.keyed(), Purchase::hadUnknownOutcome),
        count(seen.unkeyed(), Purchase::hadUnknownOutcome),
        unkeyedRows - unkeyedOrders);
    line(
        "requests",
        "%,d busy (503), %,d without a reply, %,d not sent, %,d hung up on",
        seen.counted(Count.BUSY),
        seen.counted(Count.NO_REPLY),
        seen.counted(Count.NOT_SENT),
        seen.counted(Count.HUNG_UP));
  }

  private void checked() {
    line(
        "checked",
        "linearizable: %,d reads of a toy and %,d of all toys, with %,d sales, %,d changes and"
            + " %,d refusals;"
            + " %,d orders read meanwhile",
        seen.counted(Count.READS),
        seen.counted(Count.LISTS),
        run.after().rows().size(),
        seen.changes().size(),
        count(seen.purchases(), Purchase::isRefused),
        seen.counted(Count.ORDERS_READ));
    List<String> soldOut =
        Toys.ALL.stream()
            .map(Toys.Toy::name)
            .filter(toy -> run.after().stock().getOrDefault(toy, 0L) == 0)
            .toList();
    line(
        "",
        "stock and orders agreed %.1f s after they were read; sold out: %s; data folder"
            + " verified %,d times beside the running store, %,d times after all were killed",
        run.settledAfter() / 1e9,
        soldOut.isEmpty() ? "nothing" : String.join(", ", soldOut),
        run.runningChecks(),
        run.faults().offlineChecks());
  }

  private void logs() throws IOException {
    ServiceLogs logs = new ServiceLogs();
    for (ServiceProcess process : run.processes()) {
      logs.add(process.log());
    }
    line(
        "recovered",
        "by the logs: %,d sales recorded by the catch-up after contact was lost, %,d sales and"
            + " changes replayed that the checkpoint did not have, %,d torn writes cut off",
        logs.late(),
        logs.replayed(),
        logs.torn());
    logs.errors().forEach(error -> line("log", "%s", error));
  }

  private static long count(List<Purchase> purchases, Predicate<Purchase> which) {
    return purchases.stream().filter(which).count();
  }

  private void line(String title, String format, Object... values) {
    out.printf(Locale.ROOT, "%-10s %s%n", title, String.format(Locale.ROOT, format, values));
  }
}
