package crash;

import crash.CrashHistory.Count;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import store.Service;

/** What a run did and what was checked, for a person. */
final class CrashReport {
  private final CrashRun run;
  private final CrashHistory history;
  private final CrashFaults faults;
  private final PrintStream out;

  CrashReport(CrashRun run, PrintStream out) {
    this.run = run;
    this.history = run.history();
    this.faults = run.faults();
    this.out = out;
  }

  void print(List<String> failures) throws IOException {
    CrashLogs logs = new CrashLogs();
    for (Service service : Service.values()) {
      logs.add(run.store().log(service));
    }
    faults();
    purchases();
    line(
        "recovered",
        "%,d sales recorded by the catch-up after contact was lost (by the log)",
        logs.late());
    line(
        "",
        "%,d sales replayed that the checkpoint did not have, %,d torn writes cut off",
        logs.replayed(),
        logs.torn());
    checked();
    run.verified().lines().forEach(text -> line("verify", "%s", text));
    logs.errors().forEach(error -> line("log", "%s", error));
    out.println();
    failures.forEach(failure -> out.println("FAILED: " + failure));
  }

  private void faults() {
    line(
        "faults",
        "%,d processes killed (catalog %,d, order %,d, frontend %,d), %,d hung for a"
            + " while, %,d stopped in order, %,d started again, in %,.0f s",
        faults.kills(),
        faults.kills(Service.CATALOG),
        faults.kills(Service.ORDER),
        faults.kills(Service.FRONTEND),
        faults.hangs(),
        faults.stops(),
        faults.starts(),
        history.now() / 1e9);
    List<Long> outages = faults.outages();
    if (!outages.isEmpty()) {
      line(
          "outages",
          "from a fault to the next purchase: median %.2f s, longest %.2f s; longest time"
              + " without a purchase over several faults %.2f s",
          outages.get(outages.size() / 2) / 1e9,
          outages.get(outages.size() - 1) / 1e9,
          history.longestPause() / 1e9);
    }
  }

  private void purchases() {
    line(
        "purchases",
        "%,d with a key, %,d without; %,d repeats, %,d keys used for another purchase; %,d made"
            + " before",
        count(Count.KEYED),
        count(Count.UNKEYED),
        count(Count.REPEATS),
        count(Count.OTHER_BODIES),
        history.pastPurchases());
    line(
        "answers",
        "%,d orders, %,d refusals; %,d purchases had an unknown outcome: %,d with a key, all"
            + " answered later, %,d without, of which %,d have an order",
        answers(false) - history.pastPurchases(),
        answers(true),
        unknown(history.keyed()) + unknown(history.unkeyed()),
        unknown(history.keyed()),
        unknown(history.unkeyed()),
        run.ordersNobodyWasToldOf());
    line(
        "requests",
        "%,d busy (503), %,d without a reply, %,d not sent, %,d hung up on; %,d quantities and"
            + " %,d orders read meanwhile",
        count(Count.BUSY),
        count(Count.NO_REPLY),
        count(Count.NOT_SENT),
        count(Count.HUNG_UP),
        count(Count.READS),
        count(Count.ORDERS_READ));
  }

  private void checked() {
    line(
        "checked",
        "stock and orders agreed %.1f s after they were read; sold out: %s; data folder"
            + " verified %,d times beside the running store, %,d times after all were killed",
        run.settledAfter() / 1e9,
        run.soldOut().isEmpty() ? "nothing" : String.join(", ", run.soldOut()),
        run.runningChecks(),
        faults.offlineChecks());
  }

  private long answers(boolean refusals) {
    return history.keyed().stream().filter(purchase -> is(purchase, refusals)).count()
        + history.unkeyed().stream().filter(purchase -> is(purchase, refusals)).count();
  }

  private static boolean is(CrashPurchase purchase, boolean refusal) {
    return purchase.isAnswered() && purchase.answer().isRefusal() == refusal;
  }

  private static long unknown(List<CrashPurchase> purchases) {
    return purchases.stream().filter(CrashPurchase::hadUnknownOutcome).count();
  }

  private long count(Count count) {
    return history.counted(count);
  }

  private void line(String title, String format, Object... values) {
    out.printf(Locale.ROOT, "%-10s %s%n", title, String.format(Locale.ROOT, format, values));
  }
}
